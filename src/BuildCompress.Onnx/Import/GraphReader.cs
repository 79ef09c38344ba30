using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Import;

/// <summary>GraphProto → <see cref="Graph"/>, nodes in topological order, initializers taken out of the inputs.</summary>
internal static class GraphReader
{
    public static Graph Read(ReadOnlyMemory<byte> message, ExternalDataFolder external)
    {
        var name = "";
        List<Node> nodes = [];
        List<ValueInfo> inputs = [], outputs = [], declared = [];
        var initializers = new Dictionary<string, ConstantTensor>();
        List<string> sparse = [];
        var extra = new ProtoWriter();

        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Graph.Node:
                    nodes.Add(NodeReader.Read(reader.Bytes(), external));
                    break;
                case Fields.Graph.Name:
                    name = reader.Text();
                    break;
                case Fields.Graph.Initializer:
                    var (tensorName, tensor) = TensorReader.Read(reader.Bytes(), external);
                    if (!initializers.TryAdd(tensorName, tensor))
                        throw MalformedModelException.Graph($"two initializers are named '{tensorName}'");
                    break;
                case Fields.Graph.Input:
                    inputs.Add(ValueInfoReader.Read(reader.Bytes()));
                    break;
                case Fields.Graph.Output:
                    outputs.Add(ValueInfoReader.Read(reader.Bytes()));
                    break;
                case Fields.Graph.ValueInfo:
                    declared.Add(ValueInfoReader.Read(reader.Bytes()));
                    break;
                case Fields.Graph.SparseInitializer:
                    var kept = reader.Skip();
                    sparse.Add(SparseName(kept));
                    extra.Raw(kept);
                    break;
                default:
                    extra.Raw(reader.Skip());
                    break;
            }
        }

        List<string> overridable = [.. inputs.Select(input => input.Name).Where(initializers.ContainsKey)];
        inputs.RemoveAll(input => initializers.ContainsKey(input.Name));
        return new Graph(name, inputs, outputs, TopologicalOrder.Sort(nodes, inputs, outputs, initializers, sparse), initializers)
        {
            OpaqueValues = Opaque(nodes, declared),
            OverridableInitializers = overridable,
            Extra = extra.ToMemory(),
        };
    }

    private static List<ValueInfo> Opaque(List<Node> nodes, List<ValueInfo> declared)
    {
        var opaque = nodes.Where(node => !ShapeRules.Knows(node)).SelectMany(node => node.Outputs).ToHashSet();
        declared.RemoveAll(value => !opaque.Contains(value.Name));
        return declared;
    }

    private static string SparseName(ReadOnlyMemory<byte> field)
    {
        var outer = new ProtoReader(field);
        outer.Next();
        var sparse = new ProtoReader(outer.Bytes());
        while (sparse.Next())
        {
            if (sparse.Field != Fields.SparseTensor.Values)
            {
                sparse.Skip();
                continue;
            }

            var values = new ProtoReader(sparse.Bytes());
            while (values.Next())
            {
                if (values.Field == Fields.Tensor.Name)
                    return values.Text();
                values.Skip();
            }
        }

        return "";
    }
}
