using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>The weight steps of <see cref="LsqQuantizer"/>, one per output channel.</summary>
internal sealed class LsqWeightQuantizer(string name, float[] scales, long elementsPerChannel) : WeightQuantizer
{
    private readonly LearnedSteps steps = new(name, scales);
    private readonly double gradientScale = 1 / Math.Sqrt((double)elementsPerChannel * LsqQuantizer.WeightBound);

    public override IReadOnlyList<NetworkParameter> Parameters => [steps.Parameter];

    public override float[] Scales => steps.Values;

    public override Tensor ScaleTensor => steps.Tensor;

    public override Tensor Quantise(Tensor weights) =>
        FakeQuantize.LearnedStepPerChannel(weights, steps.Tensor, -LsqQuantizer.WeightBound, LsqQuantizer.WeightBound, gradientScale);

    public override void Project() => steps.Project();

    public override void Dispose() => steps.Dispose();
}
