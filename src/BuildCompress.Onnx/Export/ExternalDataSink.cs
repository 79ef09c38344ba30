using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Export;

/// <summary>Takes the payloads of large initializers into a second file, so that the model itself stays under the format's 2 GB.</summary>
/// <param name="data">The data file, from its beginning.</param>
/// <param name="location">Name of the data file as the model states it.</param>
/// <param name="minBytes">Smaller tensors stay in the model.</param>
internal sealed class ExternalDataSink(Stream data, string location, int minBytes)
{
    // Cache lines; also what vector loads of a memory-mapped file want.
    private const int Alignment = 64;

    private long length;

    public string Location => location;

    public bool Takes(ConstantTensor tensor) => tensor.Bytes.Length >= minBytes && tensor.Element != ElementType.String;

    /// <summary>Appends <paramref name="bytes"/> and returns where they begin.</summary>
    public long Append(ReadOnlyMemory<byte> bytes)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        var padding = (int)(-length & (Alignment - 1));
        data.Write(zeros[..padding]);
        data.Write(bytes.Span);
        var offset = length + padding;
        length = offset + bytes.Length;
        return offset;
    }
}
