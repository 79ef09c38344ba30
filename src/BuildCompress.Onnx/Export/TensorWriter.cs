using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="ConstantTensor"/> → TensorProto with raw data.</summary>
internal static class TensorWriter
{
    public static ProtoWriter Write(ConstantTensor tensor, string name)
    {
        var writer = new ProtoWriter();
        writer.Int64s(Fields.Tensor.Dims, tensor.Dims);
        writer.Int64(Fields.Tensor.DataType, (long)tensor.Element);
        writer.TextUnlessEmpty(Fields.Tensor.Name, name);
        if (tensor.Element == ElementType.String)
            writer.Raw(tensor.Bytes);
        else
            writer.Bytes(Fields.Tensor.RawData, tensor.Bytes);
        return writer;
    }
}
