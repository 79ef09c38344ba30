using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>NodeProto → <see cref="Node"/>.</summary>
internal static class NodeReader
{
    public static Node Read(ReadOnlyMemory<byte> message, ExternalDataFolder external)
    {
        var (name, opType, domain) = ("", "", "");
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, AttributeValue>();
        SortedSet<string>? implicitInputs = null;
        ProtoWriter? extra = null;

        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Node.Input:
                    inputs.Add(reader.Text());
                    break;
                case Fields.Node.Output:
                    outputs.Add(reader.Text());
                    break;
                case Fields.Node.Name:
                    name = reader.Text();
                    break;
                case Fields.Node.OpType:
                    opType = reader.Text();
                    break;
                case Fields.Node.Domain:
                    domain = StandardDomain.Normalise(reader.Text());
                    break;
                case Fields.Node.Attribute:
                    var attribute = reader.Bytes();
                    var (key, value) = AttributeReader.Read(attribute, external);
                    attributes[key] = value;
                    if (value is AttributeValue.Raw)
                        SubgraphInputs.Collect(attribute, implicitInputs ??= new(StringComparer.Ordinal));
                    break;
                default:
                    (extra ??= new()).Raw(reader.Skip());
                    break;
            }
        }

        if (opType.Length == 0)
            throw MalformedModelException.Corrupt("a node has no operator");
        return new Node(name, opType, domain, inputs, outputs, attributes)
        {
            ImplicitInputs = implicitInputs is null ? [] : [.. implicitInputs],
            Extra = extra is null ? default : extra.ToMemory(),
        };
    }
}
