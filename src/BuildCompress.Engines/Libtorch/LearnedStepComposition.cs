namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// LSQ out of libtorch's own operations, as the paper's appendix builds it: what <see cref="FakeQuantize"/> does where there is no fused
/// function, and what the fused one is tested against.
/// </summary>
public static class LearnedStepComposition
{
    /// <inheritdoc cref="FakeQuantize.LearnedStep"/>
    public static Tensor LearnedStep(Tensor x, Tensor scale, long qMin, long qMax, double gradientScale, long zeroPoint = 0)
    {
        using var scope = torch.NewDisposeScope();
        var s = scale.mul(gradientScale);
        s = scale.sub(s).detach().add(s);
        var clamped = x.to_type(ScalarType.Float32).div(s).clamp(((double)(qMin - zeroPoint)).ToScalar(), ((double)(qMax - zeroPoint)).ToScalar());
        var rounded = clamped.round().sub(clamped).detach().add(clamped);
        return rounded.mul(s).to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="FakeQuantize.LearnedStepPerChannel"/>
    public static Tensor LearnedStepPerChannel(Tensor w, Tensor scale, long qMin, long qMax, double gradientScale)
    {
        var shape = new long[w.ndim];
        Array.Fill(shape, 1);
        shape[0] = -1;
        using var perChannel = scale.reshape(shape);
        return LearnedStep(w, perChannel, qMin, qMax, gradientScale);
    }
}
