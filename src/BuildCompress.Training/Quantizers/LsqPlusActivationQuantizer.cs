using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>One activation step and offset of <see cref="LsqPlusQuantizer"/>.</summary>
internal sealed class LsqPlusActivationQuantizer : ActivationQuantizer
{
    private readonly LearnedNumbers step;
    private readonly LearnedNumbers offset;
    private readonly byte highest;
    private readonly double gradientScale;

    public LsqPlusActivationQuantizer(string name, ActivationScale rule, AffineScale start, long elementsPerSample)
    {
        step = LearnedNumbers.Positive(name, [start.Scale]);
        offset = LearnedNumbers.Within($"{name}:offset", [-start.ZeroPoint * start.Scale], float.MinValue, 0);
        highest = (byte)rule.Highest;
        gradientScale = 1 / Math.Sqrt((double)elementsPerSample * highest);
    }

    public override IReadOnlyList<NetworkParameter> Parameters => [step.Parameter, offset.Parameter];

    public override AffineScale Scale
    {
        get
        {
            var scale = step.Values[0];
            return new(scale, (byte)Math.Clamp(MathF.Round(-offset.Values[0] / scale), 0, highest)) { High = highest };
        }
    }

    public override Tensor Quantise(Tensor values)
    {
        var (scale, zeroPoint) = (Scale.Scale, Scale.ZeroPoint);
        if (!torch.is_grad_enabled())
            return FakeQuantize.LearnedStep(values, step.Tensor, 0, highest, gradientScale, zeroPoint); // In the runtime's own arithmetic.
        var rounding = (-zeroPoint * scale) - offset.Values[0];
        return FakeQuantize.LearnedStepAndOffset(values, step.Tensor, offset.Tensor.add(rounding), 0, highest, gradientScale);
    }

    public override void Project()
    {
        step.Project();
        var lowest = -highest * step.Values[0];
        if (offset.Values[0] < lowest)
            TensorData.Write(offset.Tensor, [lowest]);
        offset.Project();
    }

    public override void Dispose()
    {
        step.Dispose();
        offset.Dispose();
    }
}
