using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>ModelProto → <see cref="Model"/>.</summary>
internal static class ModelReader
{
    public static Model Read(ReadOnlyMemory<byte> file, ExternalDataFolder external)
    {
        var irVersion = 0L;
        var opsets = new Dictionary<string, long>();
        var producer = (Name: "", Version: "");
        var metadata = new Dictionary<string, string>();
        var docString = "";
        ReadOnlyMemory<byte>? graph = null;
        var extra = new ProtoWriter();

        var reader = new ProtoReader(file);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Model.IrVersion:
                    irVersion = reader.Int64();
                    break;
                case Fields.Model.ProducerName:
                    producer.Name = reader.Text();
                    break;
                case Fields.Model.ProducerVersion:
                    producer.Version = reader.Text();
                    break;
                case Fields.Model.DocString:
                    docString = reader.Text();
                    break;
                case Fields.Model.OpsetImport:
                    var (domain, version) = ReadOpset(reader.Bytes());
                    opsets[domain] = Math.Max(version, opsets.GetValueOrDefault(domain));
                    break;
                case Fields.Model.MetadataProps:
                    var (key, value) = EntryReader.Read(reader.Bytes());
                    metadata[key] = value;
                    break;
                case Fields.Model.Graph when graph is not null:
                    throw MalformedModelException.Corrupt("the file holds two graphs");
                case Fields.Model.Graph:
                    graph = reader.Bytes();
                    break;
                default:
                    extra.Raw(reader.Skip());
                    break;
            }
        }

        if (graph is null)
            throw MalformedModelException.Corrupt("the file holds no graph");
        return new Model(irVersion, opsets, producer, metadata, docString, GraphReader.Read(graph.Value, external))
        {
            Extra = extra.ToMemory(),
        };
    }

    private static (string Domain, long Version) ReadOpset(ReadOnlyMemory<byte> message)
    {
        var (domain, version) = ("", 0L);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Opset.Domain:
                    domain = StandardDomain.Normalise(reader.Text());
                    break;
                case Fields.Opset.Version:
                    version = reader.Int64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (domain, version);
    }
}
