namespace BuildCompress.Training.Quantizers;

/// <summary>One number per output channel.</summary>
internal static class PerChannel
{
    /// <summary><c>[outC]</c> (or <c>[1]</c>) as <c>[outC, 1, ...]</c>, to be multiplied with a weight.</summary>
    public static Tensor Broadcast(Tensor numbers, Tensor weight)
    {
        var shape = new long[weight.ndim];
        Array.Fill(shape, 1);
        shape[0] = numbers.numel();
        return numbers.reshape(shape);
    }
}
