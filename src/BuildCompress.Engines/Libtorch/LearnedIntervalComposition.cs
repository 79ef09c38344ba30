namespace BuildCompress.Engines.Libtorch;

/// <summary>QIL out of libtorch's own operations; see <see cref="LearnedStepComposition"/>.</summary>
public static class LearnedIntervalComposition
{
    // The slope of t^gamma is infinite at 0 for gamma < 1.
    private const double Least = 1e-6;

    /// <inheritdoc cref="FakeQuantize.LearnedInterval"/>
    public static Tensor LearnedInterval(
        Tensor x, Tensor centre, Tensor halfWidth, Tensor gamma, int levels, bool signed, double output, double gradientScale)
    {
        using var scope = torch.NewDisposeScope();
        var value = x.to_type(ScalarType.Float32);
        var (c, d, power) = (PerRun.Scaled(centre, gradientScale, x), PerRun.Scaled(halfWidth, gradientScale, x), PerRun.Scaled(gamma, gradientScale, x));
        var alpha = d.reciprocal().mul(0.5);
        var line = (signed ? value.abs() : value).mul(alpha).add(c.mul(-0.5).div(d).add(0.5));
        var t = line.clamp(0.0.ToScalar(), 1.0.ToScalar());
        var safe = t.clamp(Least.ToScalar(), 1.0.ToScalar()).sub(t).detach().add(t);
        var curved = safe.pow(power);
        var inside = line.ge(0.0.ToScalar()).to_type(ScalarType.Float32).mul(line.le(1.0.ToScalar()).to_type(ScalarType.Float32));
        var level = t.pow(power).mul((double)levels).round().div((double)levels).detach();
        var result = level.add(curved.sub(curved.detach()).mul(inside)).mul(output);
        if (signed)
            result = result.mul(value.detach().sign());
        return result.to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
