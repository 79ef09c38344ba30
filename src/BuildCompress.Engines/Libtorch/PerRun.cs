namespace BuildCompress.Engines.Libtorch;

/// <summary>Parameters of a quantiser: one for a whole tensor, or one per index of its first dimension.</summary>
internal static class PerRun
{
    /// <summary>The parameter in a shape that meets <paramref name="x"/>; its gradient is scaled, its value is not.</summary>
    public static Tensor Scaled(Tensor parameter, double gradientScale, Tensor x)
    {
        var share = parameter.mul(gradientScale);
        var scaled = parameter.sub(share).detach().add(share);
        var shape = new long[Math.Max(1, x.ndim)];
        Array.Fill(shape, 1);
        shape[0] = parameter.numel();
        return scaled.reshape(shape);
    }
}
