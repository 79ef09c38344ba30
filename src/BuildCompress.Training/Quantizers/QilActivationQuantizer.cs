using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>One activation interval of <see cref="QilQuantizer"/>, of fewer than 8 bits and from 0 on.</summary>
internal sealed class QilActivationQuantizer : ActivationQuantizer
{
    private readonly LearnedNumbers centre;
    private readonly LearnedNumbers halfWidth;
    private readonly Tensor gamma;
    private readonly int highest;
    private readonly double gradientScale;

    public QilActivationQuantizer(string name, ActivationScale rule, AffineScale start, long elementsPerSample)
    {
        highest = rule.Highest;
        var half = start.Scale * highest / 2;
        var ceiling = rule.UpperBound / 2 ?? float.MaxValue;
        centre = LearnedNumbers.Positive($"{name}:centre", [half], ceiling);
        halfWidth = LearnedNumbers.Positive($"{name}:half-width", [half], ceiling);
        gamma = TensorData.Of([1f], 1).DetachFromDisposeScope();
        gradientScale = 1 / Math.Sqrt((double)elementsPerSample * highest);
    }

    public override IReadOnlyList<NetworkParameter> Parameters => [centre.Parameter, halfWidth.Parameter];

    public override AffineScale Scale
    {
        get
        {
            var (c, d) = (centre.Values[0], halfWidth.Values[0]);
            var step = 2 * d / highest;
            var low = (byte)Math.Clamp(MathF.Round((c - d) / step), 0, byte.MaxValue - highest);
            return new(step, 0) { Low = low, High = (byte)(low + highest), Origin = low };
        }
    }

    public override Tensor Quantise(Tensor values)
    {
        var scale = Scale;
        if (!torch.is_grad_enabled())
            return InTheRuntimesArithmetic(values, scale);
        var d = halfWidth.Values[0];
        var rounding = (scale.Low * scale.Scale) + d - centre.Values[0];
        return FakeQuantize.LearnedInterval(
            values, centre.Tensor.add(rounding), halfWidth.Tensor, gamma, highest, signed: false, output: 2 * d, gradientScale);
    }

    /// <summary>The lower end does not fall below 0, nor the upper end above the bound.</summary>
    public override void Project()
    {
        centre.Project();
        halfWidth.Project(_ => centre.Values[0]);
    }

    public override void Dispose()
    {
        centre.Dispose();
        halfWidth.Dispose();
        gamma.Dispose();
    }

    private static Tensor InTheRuntimesArithmetic(Tensor values, AffineScale scale)
    {
        using var step = TensorData.Of([scale.Scale], 1);
        var clipped = FakeQuantize.LearnedStep(values, step, scale.Low, scale.High, 1);
        return scale.Low == 0 ? clipped : clipped.sub(scale.Low * scale.Scale);
    }
}
