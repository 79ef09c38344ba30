using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>One activation step of <see cref="LsqQuantizer"/>.</summary>
internal sealed class LsqActivationQuantizer : ActivationQuantizer
{
    private readonly LearnedSteps step;
    private readonly byte zeroPoint;
    private readonly double gradientScale;

    public LsqActivationQuantizer(string name, ActivationScale rule, AffineScale start, long elementsPerSample)
    {
        step = new LearnedSteps(name, [start.Scale], rule.UpperBound is { } bound ? ScaleSearch.LargestWithin(bound) : float.MaxValue);
        zeroPoint = start.ZeroPoint;
        gradientScale = 1 / Math.Sqrt((double)elementsPerSample * LsqQuantizer.ActivationBound);
    }

    public override IReadOnlyList<NetworkParameter> Parameters => [step.Parameter];

    public override AffineScale Scale => new(step.Values[0], zeroPoint);

    public override Tensor Quantise(Tensor values) =>
        FakeQuantize.LearnedStep(values, step.Tensor, 0, LsqQuantizer.ActivationBound, gradientScale, zeroPoint);

    public override void Project() => step.Project();

    public override void Dispose() => step.Dispose();
}
