using System.Runtime.InteropServices;

namespace BuildCompress.Onnx.Graphs;

/// <summary>A dense tensor whose numbers are known: an initializer or a constant. Row-major, little-endian; bytes are shared, never changed.</summary>
/// <param name="Element">Type of one element.</param>
/// <param name="Dims">Shape; empty for a scalar.</param>
/// <param name="Bytes">Exactly the elements, types under a byte packed two or four to a byte. For strings: the <c>string_data</c> fields as in the file.</param>
public sealed record ConstantTensor(ElementType Element, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Fields of the file that have no meaning here (doc string), written back as read.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var dim in Dims)
                count *= dim;
            return count;
        }
    }

    /// <summary>The elements as <typeparamref name="T"/>, which must be the CLR type of <see cref="Element"/>.</summary>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);

    /// <summary>A float32 tensor; copies <paramref name="values"/>.</summary>
    public static ConstantTensor Of(ReadOnlySpan<float> values, params long[] dims) =>
        new(ElementType.Float32, dims, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int64 tensor; copies <paramref name="values"/>.</summary>
    public static ConstantTensor Of(ReadOnlySpan<long> values, params long[] dims) =>
        new(ElementType.Int64, dims, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int32 tensor; copies <paramref name="values"/>.</summary>
    public static ConstantTensor Of(ReadOnlySpan<int> values, params long[] dims) =>
        new(ElementType.Int32, dims, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int8 tensor; copies <paramref name="values"/>.</summary>
    public static ConstantTensor Of(ReadOnlySpan<sbyte> values, params long[] dims) =>
        new(ElementType.Int8, dims, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A uint8 tensor; copies <paramref name="values"/>.</summary>
    public static ConstantTensor Of(ReadOnlySpan<byte> values, params long[] dims) =>
        new(ElementType.UInt8, dims, values.ToArray());
}
