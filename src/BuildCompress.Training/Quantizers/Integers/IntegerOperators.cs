using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers.Integers;

/// <summary>
/// ONNX Runtime's integer kernels between layers, in their own order of float32 operations (MLAS on x64; experiments over all pairs of integers
/// decide, see the tests).
/// </summary>
internal static class IntegerOperators
{
    /// <summary>
    /// QLinearAdd: <c>round(fma(a, s_a / s_y, fma(b, s_b / s_y, z_y - (s_a / s_y z_a + s_b / s_y z_b))))</c> of u8 numbers. libtorch's addition of a
    /// multiple is one fused operation too.
    /// </summary>
    public static Tensor Add(Tensor a, IntegerGrid left, Tensor b, IntegerGrid right, IntegerGrid sum)
    {
        var (ratioA, ratioB) = (left.Scale / sum.Scale, right.Scale / sum.Scale);
        using var fixedPart = TensorData.Of([sum.ZeroPoint - MathF.FusedMultiplyAdd(ratioA, left.Origin, ratioB * right.Origin)], 1);
        var (bytesA, bytesB) = (left.Bytes(a), right.Bytes(b));
        using var half = fixedPart.add(bytesB, ratioB);
        using var steps = half.add(bytesA, ratioA);
        if (!ReferenceEquals(bytesA, a))
            bytesA.Dispose();
        if (!ReferenceEquals(bytesB, b))
            bytesB.Dispose();
        return sum.OfBytes(steps);
    }

    /// <summary>QLinearMul: <c>round(a b (s_a s_b / s_y) + z_y)</c>, a and b counted from 0.</summary>
    public static Tensor Multiply(Tensor a, IntegerGrid left, Tensor b, IntegerGrid right, IntegerGrid product)
    {
        using var steps = a * b;
        return product.WithZeroPoint(steps.mul_(left.Scale * right.Scale / product.Scale));
    }

    /// <summary>QLinearGlobalAveragePool: <c>round(sum (s_x / (s_y n))) + z_y</c>.</summary>
    public static Tensor GlobalAverage(Tensor x, IntegerGrid input, IntegerGrid mean)
    {
        using var sum = x.sum([2, 3], keepdim: true);
        var count = x.shape[2] * x.shape[3];
        return mean.ThenZeroPoint(sum.mul_(input.Scale / (mean.Scale * count)));
    }

    /// <summary>The end of QLinearAveragePool, whose means are of float32 numbers: <c>round(y / s_y + z_y)</c>.</summary>
    public static Tensor OfMeans(Tensor means, IntegerGrid grid)
    {
        using var steps = means / grid.Scale;
        return grid.WithZeroPoint(steps);
    }
}
