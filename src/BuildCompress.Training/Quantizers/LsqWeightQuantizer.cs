using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>The weight steps of <see cref="LsqQuantizer"/>: one per output channel, or one in all.</summary>
internal sealed class LsqWeightQuantizer(string name, float[] scales, long elementsPerScale, WeightGrid grid) : WeightQuantizer
{
    private readonly LearnedNumbers steps = LearnedNumbers.Positive(name, scales);
    private readonly double gradientScale = 1 / Math.Sqrt((double)elementsPerScale * grid.High);

    public override IReadOnlyList<NetworkParameter> Parameters => [steps.Parameter];

    public override Tensor Scales => steps.Tensor;

    /// <summary>A quantiser whose steps are chosen by <paramref name="search"/> for the values that share one.</summary>
    public static LsqWeightQuantizer Start(
        string name, ConstantTensor weight, WeightGrid grid, WeightScaling scaling, Func<ReadOnlySpan<float>, WeightGrid, float> search)
    {
        var runs = scaling == WeightScaling.PerTensor ? 1 : (int)weight.Dims[0];
        var run = (int)(weight.Count / runs);
        var scales = new float[runs];
        for (var c = 0; c < runs; c++)
            scales[c] = search(weight.AsSpan<float>().Slice(c * run, run), grid);
        return new(name, scales, run, grid);
    }

    public override Tensor Quantise(Tensor weights) =>
        FakeQuantize.LearnedStepPerChannel(weights, steps.Tensor, grid.Low, grid.High, gradientScale);

    public override void Project() => steps.Project();

    public override void Dispose() => steps.Dispose();
}
