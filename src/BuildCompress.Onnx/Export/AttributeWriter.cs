using System.Diagnostics;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="AttributeValue"/> → AttributeProto.</summary>
internal static class AttributeWriter
{
    public static ProtoWriter Write(string name, AttributeValue attribute)
    {
        var writer = new ProtoWriter();
        writer.Text(Fields.Attribute.Name, name);
        var type = attribute switch
        {
            AttributeValue.Int => AttributeType.Int,
            AttributeValue.Float => AttributeType.Float,
            AttributeValue.Text => AttributeType.Text,
            AttributeValue.Ints => AttributeType.Ints,
            AttributeValue.Floats => AttributeType.Floats,
            AttributeValue.Tensor => AttributeType.Tensor,
            _ => throw new UnreachableException(),
        };
        switch (attribute)
        {
            case AttributeValue.Int number:
                writer.Int64(Fields.Attribute.Int, number.Value);
                break;
            case AttributeValue.Float number:
                writer.Float(Fields.Attribute.Float, number.Value);
                break;
            case AttributeValue.Text text:
                writer.Text(Fields.Attribute.Text, text.Value);
                break;
            case AttributeValue.Ints numbers:
                writer.Int64s(Fields.Attribute.Ints, numbers.Values);
                break;
            case AttributeValue.Floats numbers:
                writer.Floats(Fields.Attribute.Floats, numbers.Values);
                break;
            case AttributeValue.Tensor tensor:
                writer.Message(Fields.Attribute.Tensor, TensorWriter.Write(tensor.Value, ""));
                break;
        }

        writer.Int64(Fields.Attribute.Type, (long)type);
        return writer;
    }
}
