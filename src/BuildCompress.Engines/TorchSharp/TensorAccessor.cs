using System.Collections;
using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp;

/// <summary>The elements of a tensor, in the order of their indices (last fastest), whatever its layout in memory.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (ElementType != tensor.dtype)
            throw new ArgumentException($"The tensor holds {tensor.dtype}, not {typeof(T).Name}.", nameof(tensor));
        this.tensor = tensor;
    }

    public long Count => tensor.numel();

    /// <summary>The element type that <typeparamref name="T"/> stands for.</summary>
    private static torch.ScalarType ElementType =>
        typeof(T) == typeof(float) ? torch.ScalarType.Float32 :
        typeof(T) == typeof(double) ? torch.ScalarType.Float64 :
        typeof(T) == typeof(long) ? torch.ScalarType.Int64 :
        typeof(T) == typeof(int) ? torch.ScalarType.Int32 :
        typeof(T) == typeof(short) ? torch.ScalarType.Int16 :
        typeof(T) == typeof(byte) ? torch.ScalarType.Byte :
        typeof(T) == typeof(sbyte) ? torch.ScalarType.Int8 :
        typeof(T) == typeof(bool) ? torch.ScalarType.Bool :
        typeof(T) == typeof(Half) ? torch.ScalarType.Float16 :
        throw new NotSupportedException($"No tensor holds elements of type {typeof(T).Name}.");

    /// <param name="indices">One per dimension.</param>
    public T this[params long[] indices]
    {
        get
        {
            var index = Flat(indices);
            using var ordered = Ordered();
            return Elements(ordered)[index];
        }

        set
        {
            if (tensor.is_contiguous())
            {
                Elements(tensor)[Flat(indices)] = value;
                return;
            }

            var values = ToArray();
            values[Flat(indices)] = value;
            CopyFrom(values);
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on, as many as the tensor and the array both have.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using var ordered = Ordered();
        var from = Elements(ordered)[checked((int)tensorIndex)..];
        var to = array[arrayIndex..];
        from[..Math.Min(from.Length, to.Length)].CopyTo(to);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Overwrites elements from <paramref name="tensorIndex"/> on, as many as the tensor and the array both have.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using var ordered = Ordered();
        var to = Elements(ordered)[checked((int)tensorIndex)..];
        var from = array[arrayIndex..];
        from[..Math.Min(from.Length, to.Length)].CopyTo(to);
        if (tensor.is_contiguous()) return;
        using var unrecorded = torch.no_grad();
        tensor.copy_(ordered);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private static Span<T> Elements(torch.Tensor contiguous) => MemoryMarshal.Cast<byte, T>(contiguous.bytes);

    private torch.Tensor Ordered()
    {
        using var unrecorded = torch.no_grad();
        return tensor.contiguous();
    }

    private int Flat(long[] indices)
    {
        var shape = tensor.shape;
        if (indices.Length != shape.Length) throw new ArgumentException($"The tensor has {shape.Length} dimensions, not {indices.Length}.");
        long flat = 0;
        for (var d = 0; d < shape.Length; d++)
        {
            if ((ulong)indices[d] >= (ulong)shape[d]) throw new ArgumentOutOfRangeException(nameof(indices), indices[d], $"Dimension {d} has {shape[d]} elements.");
            flat = flat * shape[d] + indices[d];
        }

        return checked((int)flat);
    }
}
