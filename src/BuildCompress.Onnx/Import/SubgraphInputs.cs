using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>Which values of the surrounding graph the subgraphs inside an attribute read.</summary>
internal static class SubgraphInputs
{
    private const int MaxDepth = 32;

    /// <summary>Adds the names that the graphs of an AttributeProto read without defining them.</summary>
    public static void Collect(ReadOnlyMemory<byte> attribute, ISet<string> free, int depth = 0)
    {
        if (depth > MaxDepth)
            throw MalformedModelException.Corrupt($"graphs are nested more than {MaxDepth} deep");
        var reader = new ProtoReader(attribute);
        while (reader.Next())
        {
            if (reader.Field is Fields.Attribute.Graph or Fields.Attribute.Graphs && reader.Wire == WireType.Bytes)
                CollectGraph(reader.Bytes(), free, depth);
            else
                reader.Skip();
        }
    }

    private static void CollectGraph(ReadOnlyMemory<byte> graph, ISet<string> free, int depth)
    {
        HashSet<string> read = [], defined = [""];
        var reader = new ProtoReader(graph);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Graph.Node:
                    CollectNode(reader.Bytes(), read, defined, depth);
                    break;
                case Fields.Graph.Input:
                    defined.Add(ValueInfoReader.Read(reader.Bytes()).Name);
                    break;
                case Fields.Graph.Output:
                    read.Add(ValueInfoReader.Read(reader.Bytes()).Name);
                    break;
                case Fields.Graph.Initializer:
                    defined.Add(TensorReader.NameOf(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        read.ExceptWith(defined);
        free.UnionWith(read);
    }

    private static void CollectNode(ReadOnlyMemory<byte> node, HashSet<string> read, HashSet<string> defined, int depth)
    {
        var reader = new ProtoReader(node);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Node.Input:
                    read.Add(reader.Text());
                    break;
                case Fields.Node.Output:
                    defined.Add(reader.Text());
                    break;
                case Fields.Node.Attribute:
                    Collect(reader.Bytes(), read, depth + 1);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
