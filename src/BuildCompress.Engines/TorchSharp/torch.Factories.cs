using BuildCompress.Engines.TorchSharp.PInvoke;
using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

/// <summary>New tensors. Element type where none is named: that of the data, or float32.</summary>
public static partial class torch
{
    public static Tensor zeros(params ReadOnlySpan<long> size) => zeros(size, null);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        zeros((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, new NativeScalar(NativeScalar.Integer, 0), dtype, requires_grad);

    public static Tensor ones(params ReadOnlySpan<long> size) => ones(size, null);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        ones((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, new NativeScalar(NativeScalar.Integer, 1), dtype, requires_grad);

    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full([size], value, dtype, device, requires_grad);

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full((ReadOnlySpan<long>)size, value, dtype, device, requires_grad);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, value.Native, dtype, requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        empty((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    public static unsafe Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        fixed (long* pointer = size) return Take(bct_empty(pointer, size.Length, Code(dtype), requires_grad ? 1 : 0));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        rand((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool)"/>
    public static unsafe Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        fixed (long* pointer = size) return Take(bct_rand(pointer, size.Length, Code(dtype), requires_grad ? 1 : 0));
    }

    /// <summary>Normal with mean 0 and variance 1.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randn((ReadOnlySpan<long>)size, dtype, device, requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool)"/>
    public static unsafe Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        fixed (long* pointer = size) return Take(bct_randn(pointer, size.Length, Code(dtype), requires_grad ? 1 : 0));
    }

    /// <summary>Integers in [low, high); int64 unless told otherwise.</summary>
    public static unsafe Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        fixed (long* pointer = size)
            return Take(bct_randint(low, high, pointer, size.Length, Code(dtype ?? ScalarType.Int64), requires_grad ? 1 : 0));
    }

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randint(0, high, size, dtype, device, requires_grad);

    /// <summary>0 .. n-1 in random order, int64.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Take(bct_randperm(n, Code(dtype ?? ScalarType.Int64), requires_grad ? 1 : 0));

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + step, .. below stop; int64 when all three are integers.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var integers = (start.Native.Kind | stop.Native.Kind | step.Native.Kind) == NativeScalar.Integer;
        var type = dtype ?? (integers ? ScalarType.Int64 : ScalarType.Float32);
        return Take(bct_arange(start.Native, stop.Native, step.Native, Code(type), requires_grad ? 1 : 0));
    }

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Take(bct_empty_like(input.Handle, Code(dtype ?? input.dtype), requires_grad ? 1 : 0), input);

    /// <summary>Zeros with the shape and memory layout of another tensor.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full_like(input, 0, dtype, device, requires_grad);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        full_like(input, 1, dtype, device, requires_grad);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        empty_like(input, dtype, device).fill_(value).requires_grad_(requires_grad);

    private static int Code(ScalarType? dtype) => (int)(dtype ?? ScalarType.Float32);

    private static unsafe Tensor Full(ReadOnlySpan<long> size, NativeScalar value, ScalarType? dtype, bool requires_grad)
    {
        fixed (long* pointer = size) return Take(bct_full(pointer, size.Length, value, Code(dtype), requires_grad ? 1 : 0));
    }
}
