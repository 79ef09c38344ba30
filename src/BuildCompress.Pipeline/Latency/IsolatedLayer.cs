using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Latency;

/// <summary>A network of one layer, in the form in which it would be emitted. The same kind and counts always give the same bytes.</summary>
internal static class IsolatedLayer
{
    private const long Opset = 17;
    private const long IrVersion = 8;

    /// <summary>The ONNX file of a layer of <paramref name="kind"/> from <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public static byte[] Of(LayerKind kind, int inputs, int outputs)
    {
        var model = Model(Graph(kind, inputs, outputs));
        if (!kind.Quantised)
            return OnnxFile.ToBytes(model);
        var quantised = ArtifactForm.WithPlaceholderScales(model, LayerBits.Int8, ArtifactForm.TimedScale, ArtifactForm.TimedScale);
        return OnnxFile.ToBytes(quantised with { Graph = WithoutEnds(quantised.Graph) });
    }

    private static Model Model(Graph graph) =>
        new(IrVersion, new Dictionary<string, long> { [""] = Opset }, ("BuildCompress", "1"), new Dictionary<string, string>(), "", graph);

    private static Graph Graph(LayerKind kind, int inputs, int outputs)
    {
        var isConv = kind.Layer.OpType == "Conv";
        var perOutput = kind.IsDepthwise ? 1 : inputs / kind.ConvGroups;
        long[] weight = [outputs, perOutput, .. kind.Kernel];
        var attributes = isConv
            ? kind.Layer.Attributes.Where(a => a.Key != "group").ToDictionary()
            : new Dictionary<string, AttributeValue> { ["transB"] = new AttributeValue.Int(1) };
        if (isConv)
            attributes["group"] = new AttributeValue.Int(kind.IsDepthwise ? outputs : kind.ConvGroups);
        var none = new Dictionary<string, AttributeValue>();
        var nodes = new List<Node> { new("layer", kind.Layer.OpType, "", ["x", "w", "b"], ["y"], attributes) };
        var constants = new Dictionary<string, ConstantTensor>
        {
            ["w"] = Random(weight), ["b"] = ConstantTensor.Of(new float[outputs], outputs),
        };
        List<ValueInfo> given = [new("x", Float(isConv ? [1, inputs, kind.Height, kind.Width] : [1, inputs]))];
        var plain = new Graph("layer", given, [new ValueInfo("y", new TensorType(ElementType.Float32, null))], nodes, constants);
        var result = ShapeInference.Infer(Model(plain))["y"]!;
        if (kind.Add)
        {
            given.Add(new ValueInfo("s", result));
            nodes.Add(new("add", "Add", "", ["y", "s"], ["sum"], none));
        }

        if (kind.Relu)
            nodes.Add(new("relu", "Relu", "", [nodes[^1].Outputs[0]], ["positive"], none));
        return plain with { Inputs = given, Nodes = nodes, Outputs = [new ValueInfo(nodes[^1].Outputs[0], result)] };
    }

    /// <summary>Without the conversions at both ends, which the layers of a network do not have.</summary>
    private static Graph WithoutEnds(Graph graph)
    {
        var first = graph.Nodes.Where(n => n.OpType == "QuantizeLinear" && graph.Inputs.Any(i => i.Name == n.Inputs[0])).ToDictionary(n => n.Inputs[0]);
        var last = graph.Nodes.Where(n => n.OpType == "DequantizeLinear" && graph.Outputs.Any(o => o.Name == n.Outputs[0])).ToDictionary(n => n.Outputs[0]);
        return graph with
        {
            Inputs = [.. graph.Inputs.Select(i => first.TryGetValue(i.Name, out var node) ? Bytes(node.Outputs[0], i) : i)],
            Outputs = [.. graph.Outputs.Select(o => last.TryGetValue(o.Name, out var node) ? Bytes(node.Inputs[0], o) : o)],
            Nodes = [.. graph.Nodes.Where(n => !first.ContainsValue(n) && !last.ContainsValue(n))],
        };
    }

    private static ValueInfo Bytes(string name, ValueInfo end) => new(name, new TensorType(ElementType.UInt8, end.Type.Shape));

    private static TensorType Float(params long[] dims) => new(ElementType.Float32, [.. dims.Select(d => new Dimension(d))]);

    private static ConstantTensor Random(long[] dims)
    {
        var random = new Random(1);
        var values = new float[dims.Aggregate(1L, (count, dim) => count * dim)];
        foreach (ref var value in values.AsSpan())
            value = (random.NextSingle() - 0.5f) / 4;
        return ConstantTensor.Of(values, dims);
    }
}
