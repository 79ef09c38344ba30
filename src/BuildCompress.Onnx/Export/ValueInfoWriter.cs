using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="ValueInfo"/> → ValueInfoProto.</summary>
internal static class ValueInfoWriter
{
    public static ProtoWriter Write(ValueInfo value)
    {
        var writer = new ProtoWriter();
        writer.Text(Fields.ValueInfo.Name, value.Name);
        if (value.Type.Element == ElementType.Undefined)
            writer.Bytes(Fields.ValueInfo.Type, value.OpaqueType);
        else
            writer.Message(Fields.ValueInfo.Type, WriteType(value.Type));
        writer.Raw(value.Extra);
        return writer;
    }

    private static ProtoWriter WriteType(TensorType type)
    {
        var tensor = new ProtoWriter();
        tensor.Int64(Fields.Type.ElementType, (long)type.Element);
        if (type.Shape is not null)
            tensor.Message(Fields.Type.Shape, WriteShape(type.Shape));
        var writer = new ProtoWriter();
        writer.Message(Fields.Type.Tensor, tensor);
        return writer;
    }

    private static ProtoWriter WriteShape(IReadOnlyList<Dimension> dimensions)
    {
        var shape = new ProtoWriter();
        foreach (var dimension in dimensions)
        {
            var dim = new ProtoWriter();
            if (dimension.Value is { } size)
                dim.Int64(Fields.Type.DimValue, size);
            else if (dimension.Symbol is { } symbol)
                dim.Text(Fields.Type.DimParam, symbol);
            shape.Message(Fields.Type.Dim, dim);
        }

        return shape;
    }
}
