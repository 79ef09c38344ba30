using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Tests.Onnx;

/// <summary>Files with what exporters rarely write, built field by field.</summary>
internal static class SmallModels
{
    /// <summary>An If whose branches read a value of the surrounding graph, listed after the node that needs it.</summary>
    public static byte[] WithSubgraph()
    {
        var branch = new ProtoWriter();
        branch.Message(Fields.Graph.Node, Node("Relu", "late", "inner"));
        branch.Text(Fields.Graph.Name, "branch");
        branch.Message(Fields.Graph.Output, Value("inner"));
        var conditional = Node("If", "flag", "y");
        foreach (var name in new[] { "then_branch", "else_branch" })
        {
            var attribute = new ProtoWriter();
            attribute.Text(Fields.Attribute.Name, name);
            attribute.Message(Fields.Attribute.Graph, branch);
            attribute.Int64(Fields.Attribute.Type, 5);
            conditional.Message(Fields.Node.Attribute, attribute);
        }

        return Model(graph =>
        {
            graph.Message(Fields.Graph.Node, conditional);
            graph.Message(Fields.Graph.Node, Node("Identity", "x", "late"));
            graph.Message(Fields.Graph.Input, Value("flag"));
            graph.Message(Fields.Graph.Input, Value("x"));
            graph.Message(Fields.Graph.Output, Value("y"));
            graph.Message(Fields.Graph.ValueInfo, Value("y"));
        });
    }

    /// <summary>Initializers in typed fields: packed floats, one int64 per field, bytes as int32, an empty one and a string.</summary>
    public static byte[] WithTypedData() => Model(graph =>
    {
        graph.Message(Fields.Graph.Initializer, Tensor("floats", ElementType.Float32, [2], t => t.Bytes(Fields.Tensor.FloatData, new byte[] { 0, 0, 128, 63, 0, 0, 0, 64 })));
        graph.Message(Fields.Graph.Initializer, Tensor("longs", ElementType.Int64, [2], t => t.Int64s(Fields.Tensor.Int64Data, [-5, long.MaxValue])));
        graph.Message(Fields.Graph.Initializer, Tensor("bytes", ElementType.Int8, [3], t => t.Int64s(Fields.Tensor.Int32Data, [1, -1, -128])));
        graph.Message(Fields.Graph.Initializer, Tensor("empty", ElementType.Float32, [0, 4], _ => { }));
        graph.Message(Fields.Graph.Initializer, Tensor("words", ElementType.String, [2], t =>
        {
            t.Text(Fields.Tensor.StringData, "left");
            t.Text(Fields.Tensor.StringData, "right");
        }));
        graph.Message(Fields.Graph.Node, Node("Add", "floats", "y"));
        graph.Message(Fields.Graph.Input, Value("floats"));
        graph.Message(Fields.Graph.Output, Value("y"));
    });

    /// <summary>A model around the fields that <paramref name="fill"/> gives its graph.</summary>
    public static byte[] Model(Action<ProtoWriter> fill)
    {
        var graph = new ProtoWriter();
        graph.Text(Fields.Graph.Name, "small");
        fill(graph);
        var opset = new ProtoWriter();
        opset.Text(Fields.Opset.Domain, "ai.onnx");
        opset.Int64(Fields.Opset.Version, 17);
        var model = new ProtoWriter();
        model.Int64(Fields.Model.IrVersion, 8);
        model.Message(Fields.Model.Graph, graph);
        model.Message(Fields.Model.OpsetImport, opset);
        return model.ToMemory().ToArray();
    }

    public static ProtoWriter Node(string op, string input, string output)
    {
        var node = new ProtoWriter();
        node.Text(Fields.Node.Input, input);
        node.Text(Fields.Node.Output, output);
        node.Text(Fields.Node.OpType, op);
        return node;
    }

    public static ProtoWriter Tensor(string name, ElementType element, long[] dims, Action<ProtoWriter> data)
    {
        var tensor = new ProtoWriter();
        tensor.Int64s(Fields.Tensor.Dims, dims);
        tensor.Int64(Fields.Tensor.DataType, (long)element);
        tensor.Text(Fields.Tensor.Name, name);
        data(tensor);
        return tensor;
    }

    public static ProtoWriter Value(string name)
    {
        var tensor = new ProtoWriter();
        tensor.Int64(Fields.Type.ElementType, (long)ElementType.Float32);
        var type = new ProtoWriter();
        type.Message(Fields.Type.Tensor, tensor);
        var value = new ProtoWriter();
        value.Text(Fields.ValueInfo.Name, name);
        value.Message(Fields.ValueInfo.Type, type);
        return value;
    }
}
