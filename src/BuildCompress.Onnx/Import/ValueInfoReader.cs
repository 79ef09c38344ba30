using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>ValueInfoProto → <see cref="ValueInfo"/>.</summary>
internal static class ValueInfoReader
{
    public static ValueInfo Read(ReadOnlyMemory<byte> message)
    {
        var name = "";
        ReadOnlyMemory<byte> type = default;
        ProtoWriter? extra = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.ValueInfo.Name:
                    name = reader.Text();
                    break;
                case Fields.ValueInfo.Type:
                    type = reader.Bytes();
                    break;
                default:
                    (extra ??= new()).Raw(reader.Skip());
                    break;
            }
        }

        var value = ReadType(type) is { Element: not ElementType.Undefined } tensor
            ? new ValueInfo(name, tensor)
            : new ValueInfo(name, new TensorType(ElementType.Undefined, null)) { OpaqueType = type };
        return extra is null ? value : value with { Extra = extra.ToMemory() };
    }

    private static TensorType? ReadType(ReadOnlyMemory<byte> message)
    {
        TensorType? tensor = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.Type.Tensor)
                tensor = ReadTensorType(reader.Bytes());
            else
                reader.Skip();
        }

        return tensor;
    }

    private static TensorType ReadTensorType(ReadOnlyMemory<byte> message)
    {
        var element = ElementType.Undefined;
        List<Dimension>? shape = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Type.ElementType:
                    element = (ElementType)reader.Int64();
                    break;
                case Fields.Type.Shape:
                    shape = ReadShape(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new TensorType(element, shape);
    }

    private static List<Dimension> ReadShape(ReadOnlyMemory<byte> message)
    {
        List<Dimension> shape = [];
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.Type.Dim)
                shape.Add(ReadDimension(reader.Bytes()));
            else
                reader.Skip();
        }

        return shape;
    }

    // A negative size is how some exporters say "any".
    private static Dimension ReadDimension(ReadOnlyMemory<byte> message)
    {
        var dimension = Dimension.Unknown;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Type.DimValue:
                    dimension = reader.Int64() is >= 0 and var size ? size : Dimension.Unknown;
                    break;
                case Fields.Type.DimParam:
                    dimension = reader.Text() is { Length: > 0 } symbol ? new Dimension(null, symbol) : Dimension.Unknown;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return dimension;
    }
}
