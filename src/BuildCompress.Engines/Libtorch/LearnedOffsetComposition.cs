namespace BuildCompress.Engines.Libtorch;

/// <summary>LSQ+ out of libtorch's own operations; see <see cref="LearnedStepComposition"/>.</summary>
public static class LearnedOffsetComposition
{
    /// <inheritdoc cref="FakeQuantize.LearnedStepAndOffset"/>
    public static Tensor LearnedStepAndOffset(Tensor x, Tensor scale, Tensor offset, long low, long high, double gradientScale)
    {
        using var scope = torch.NewDisposeScope();
        var s = PerRun.Scaled(scale, gradientScale, x);
        var b = PerRun.Scaled(offset, gradientScale, x);
        var clamped = x.to_type(ScalarType.Float32).sub(b).div(s).clamp(((double)low).ToScalar(), ((double)high).ToScalar());
        var rounded = clamped.round().sub(clamped).detach().add(clamped);
        return rounded.mul(s).add(b).to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
