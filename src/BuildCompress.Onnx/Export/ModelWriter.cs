using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="Model"/> → ModelProto.</summary>
internal static class ModelWriter
{
    public static ProtoWriter Write(Model model, ExternalDataSink? external = null)
    {
        var writer = new ProtoWriter();
        writer.Int64(Fields.Model.IrVersion, model.IrVersion);
        writer.TextUnlessEmpty(Fields.Model.ProducerName, model.Producer.Name);
        writer.TextUnlessEmpty(Fields.Model.ProducerVersion, model.Producer.Version);
        writer.TextUnlessEmpty(Fields.Model.DocString, model.DocString);
        writer.Message(Fields.Model.Graph, GraphWriter.Write(model.Graph, model.IrVersion, external));
        foreach (var (domain, version) in model.Opsets)
        {
            var opset = new ProtoWriter();
            opset.Text(Fields.Opset.Domain, domain);
            opset.Int64(Fields.Opset.Version, version);
            writer.Message(Fields.Model.OpsetImport, opset);
        }

        foreach (var (key, value) in model.Metadata)
            writer.Message(Fields.Model.MetadataProps, EntryWriter.Write(key, value));

        writer.Raw(model.Extra);
        return writer;
    }
}
