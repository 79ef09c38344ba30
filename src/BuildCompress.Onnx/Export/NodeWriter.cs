using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="Node"/> → NodeProto.</summary>
internal static class NodeWriter
{
    public static ProtoWriter Write(Node node)
    {
        var writer = new ProtoWriter();
        foreach (var input in node.Inputs)
            writer.Text(Fields.Node.Input, input);
        foreach (var output in node.Outputs)
            writer.Text(Fields.Node.Output, output);
        writer.TextUnlessEmpty(Fields.Node.Name, node.Name);
        writer.Text(Fields.Node.OpType, node.OpType);
        foreach (var (name, value) in node.Attributes)
        {
            if (value is AttributeValue.Raw raw)
                writer.Bytes(Fields.Node.Attribute, raw.Proto);
            else
                writer.Message(Fields.Node.Attribute, AttributeWriter.Write(name, value));
        }

        writer.TextUnlessEmpty(Fields.Node.Domain, node.Domain);
        writer.Raw(node.Extra);
        return writer;
    }
}
