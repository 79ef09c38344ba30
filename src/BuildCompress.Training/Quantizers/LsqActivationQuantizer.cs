using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>One activation step of <see cref="LsqQuantizer"/>.</summary>
internal sealed class LsqActivationQuantizer : ActivationQuantizer
{
    private readonly LearnedNumbers step;
    private readonly byte zeroPoint;
    private readonly byte highest;
    private readonly double gradientScale;

    public LsqActivationQuantizer(string name, ActivationScale rule, AffineScale start, long elementsPerSample)
    {
        var ceiling = rule.UpperBound is { } bound ? ScaleSearch.LargestWithin(bound, rule.Highest) : float.MaxValue;
        step = LearnedNumbers.Positive(name, [start.Scale], ceiling);
        (zeroPoint, highest) = (start.ZeroPoint, (byte)rule.Highest);
        gradientScale = 1 / Math.Sqrt((double)elementsPerSample * highest);
    }

    public override IReadOnlyList<NetworkParameter> Parameters => [step.Parameter];

    public override AffineScale Scale => new(step.Values[0], zeroPoint) { High = highest };

    public override Tensor Quantise(Tensor values) => FakeQuantize.LearnedStep(values, step.Tensor, 0, highest, gradientScale, zeroPoint);

    public override void Project() => step.Project();

    public override void Dispose() => step.Dispose();
}
