using System.Globalization;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="ConstantTensor"/> → TensorProto with raw data, or with a reference to external data.</summary>
internal static class TensorWriter
{
    private const int ExternalLocation = 1;

    public static ProtoWriter Write(ConstantTensor tensor, string name, ExternalDataSink? external = null)
    {
        var writer = new ProtoWriter();
        writer.Int64s(Fields.Tensor.Dims, tensor.Dims);
        writer.Int64(Fields.Tensor.DataType, (long)tensor.Element);
        writer.TextUnlessEmpty(Fields.Tensor.Name, name);
        if (tensor.Element == ElementType.String)
            writer.Raw(tensor.Bytes);
        else if (external is not null && external.Takes(tensor))
            WriteReference(writer, external, tensor);
        else
            writer.Bytes(Fields.Tensor.RawData, tensor.Bytes);
        writer.Raw(tensor.Extra);
        return writer;
    }

    private static void WriteReference(ProtoWriter writer, ExternalDataSink external, ConstantTensor tensor)
    {
        var offset = external.Append(tensor.Bytes);
        Entry("location", external.Location);
        Entry("offset", offset.ToString(CultureInfo.InvariantCulture));
        Entry("length", tensor.Bytes.Length.ToString(CultureInfo.InvariantCulture));
        writer.Int64(Fields.Tensor.DataLocation, ExternalLocation);

        void Entry(string key, string value) => writer.Message(Fields.Tensor.ExternalData, EntryWriter.Write(key, value));
    }
}
