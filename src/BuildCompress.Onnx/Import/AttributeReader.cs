using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>AttributeProto → name and <see cref="AttributeValue"/>; what has no type of ours stays <see cref="AttributeValue.Raw"/>.</summary>
internal static class AttributeReader
{
    public static (string Name, AttributeValue Value) Read(ReadOnlyMemory<byte> message, ExternalDataFolder external)
    {
        var name = "";
        var declared = AttributeType.Undefined;
        var present = AttributeType.Undefined;
        long integer = 0;
        float real = 0;
        ReadOnlyMemory<byte> text = default, tensor = default;
        List<long> integers = [];
        List<float> reals = [];
        var understood = true;

        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Attribute.Name:
                    name = reader.Text();
                    break;
                case Fields.Attribute.Type:
                    declared = (AttributeType)reader.Int64();
                    break;
                case Fields.Attribute.Float:
                    (real, present) = (reader.Float(), AttributeType.Float);
                    break;
                case Fields.Attribute.Int:
                    (integer, present) = (reader.Int64(), AttributeType.Int);
                    break;
                case Fields.Attribute.Text:
                    (text, present) = (reader.Bytes(), AttributeType.Text);
                    break;
                case Fields.Attribute.Tensor:
                    (tensor, present) = (reader.Bytes(), AttributeType.Tensor);
                    break;
                case Fields.Attribute.Floats:
                    reader.Floats(reals);
                    present = AttributeType.Floats;
                    break;
                case Fields.Attribute.Ints:
                    reader.Int64s(integers);
                    present = AttributeType.Ints;
                    break;
                case Fields.Attribute.DocString:
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    understood = false;
                    break;
            }
        }

        // Exporters of IR version 1 leave the type out; the field that is present tells it.
        var type = declared == AttributeType.Undefined ? present : declared;
        AttributeValue value = type switch
        {
            AttributeType.Int when understood => new AttributeValue.Int(integer),
            AttributeType.Float when understood => new AttributeValue.Float(real),
            AttributeType.Ints when understood => new AttributeValue.Ints(integers),
            AttributeType.Floats when understood => new AttributeValue.Floats(reals),
            AttributeType.Text when understood && System.Text.Unicode.Utf8.IsValid(text.Span) =>
                new AttributeValue.Text(System.Text.Encoding.UTF8.GetString(text.Span)),
            AttributeType.Tensor when understood => new AttributeValue.Tensor(TensorReader.Read(tensor, external).Tensor),
            _ => new AttributeValue.Raw(message),
        };
        return (name, value);
    }
}
