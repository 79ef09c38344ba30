using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="Model"/> → ModelProto.</summary>
internal static class ModelWriter
{
    public static ProtoWriter Write(Model model)
    {
        var writer = new ProtoWriter();
        writer.Int64(Fields.Model.IrVersion, model.IrVersion);
        writer.TextUnlessEmpty(Fields.Model.ProducerName, model.Producer.Name);
        writer.TextUnlessEmpty(Fields.Model.ProducerVersion, model.Producer.Version);
        writer.TextUnlessEmpty(Fields.Model.DocString, model.DocString);
        writer.Message(Fields.Model.Graph, GraphWriter.Write(model.Graph, model.IrVersion));
        foreach (var (domain, version) in model.Opsets)
        {
            var opset = new ProtoWriter();
            opset.Text(Fields.Opset.Domain, domain);
            opset.Int64(Fields.Opset.Version, version);
            writer.Message(Fields.Model.OpsetImport, opset);
        }

        foreach (var (key, value) in model.Metadata)
        {
            var entry = new ProtoWriter();
            entry.Text(Fields.Entry.Key, key);
            entry.Text(Fields.Entry.Value, value);
            writer.Message(Fields.Model.MetadataProps, entry);
        }

        writer.Raw(model.Extra);
        return writer;
    }
}
