using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>TensorProto → name and <see cref="ConstantTensor"/>. Raw data stays a slice of the file; typed fields are converted.</summary>
internal static class TensorReader
{
    private const int ExternalLocation = 1;

    public static (string Name, ConstantTensor Tensor) Read(ReadOnlyMemory<byte> message, ExternalDataFolder external)
    {
        var name = "";
        var element = ElementType.Undefined;
        List<long> dims = [];
        ReadOnlyMemory<byte>? raw = null;
        var typed = new TypedData();
        var location = 0L;
        Dictionary<string, string> entries = [];
        ProtoWriter? extra = null;

        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Tensor.Dims:
                    reader.Int64s(dims);
                    break;
                case Fields.Tensor.DataType:
                    element = (ElementType)reader.Int64();
                    break;
                case Fields.Tensor.Name:
                    name = reader.Text();
                    break;
                case Fields.Tensor.RawData:
                    raw = reader.Bytes();
                    break;
                case Fields.Tensor.FloatData or Fields.Tensor.Int32Data or Fields.Tensor.StringData or Fields.Tensor.Int64Data
                    or Fields.Tensor.DoubleData or Fields.Tensor.UInt64Data:
                    typed.Add(reader.Field, reader.Wire, reader.Skip());
                    break;
                case Fields.Tensor.ExternalData:
                    var (key, value) = EntryReader.Read(reader.Bytes());
                    entries[key] = value;
                    break;
                case Fields.Tensor.DataLocation:
                    location = reader.Int64();
                    break;
                default:
                    (extra ??= new()).Raw(reader.Skip());
                    break;
            }
        }

        var size = SizeOf(name, element, dims);
        var bytes = location == ExternalLocation ? external.Read(name, entries, size)
            : raw ?? typed.Convert(name, element, size);
        if (element != ElementType.String && bytes.Length != size)
            throw MalformedModelException.Tensor($"tensor '{name}' of {element}[{string.Join(',', dims)}] needs {size} bytes but has {bytes.Length}");
        return (name, new ConstantTensor(element, dims, bytes) { Extra = extra is null ? default : extra.ToMemory() });
    }

    /// <summary>The name alone, without looking at the data.</summary>
    public static string NameOf(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.Tensor.Name)
                return reader.Text();
            reader.Skip();
        }

        return "";
    }

    private static long SizeOf(string name, ElementType element, List<long> dims)
    {
        if (element.Bits() == 0 && element != ElementType.String)
            throw MalformedModelException.Tensor($"tensor '{name}' has the element type {element}, which is not known");
        try
        {
            var count = 1L;
            foreach (var dim in dims)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(dim);
                count = checked(count * dim);
            }

            return element.SizeOf(count);
        }
        catch (Exception problem) when (problem is OverflowException or ArgumentOutOfRangeException)
        {
            throw MalformedModelException.Tensor($"tensor '{name}' has the impossible shape [{string.Join(',', dims)}]");
        }
    }
}
