using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>The weight intervals of <see cref="QilQuantizer"/>, and the output scale of every channel.</summary>
internal sealed class QilWeightQuantizer : WeightQuantizer
{
    private const float LeastGamma = 0.25f;
    private const float MostGamma = 4;
    private readonly LearnedNumbers centre;
    private readonly LearnedNumbers halfWidth;
    private readonly LearnedNumbers gamma;
    private readonly LearnedNumbers output;
    private readonly bool learnsGamma;
    private readonly int levels;
    private readonly double gradientScale;
    private Tensor? scales;

    public QilWeightQuantizer(string name, ConstantTensor weight, int bits, WeightScaling scaling, bool learnsGamma)
    {
        this.learnsGamma = learnsGamma;
        levels = (1 << (bits - 1)) - 1;
        var start = IntervalSearch.Weight(weight, scaling == WeightScaling.PerTensor ? 1 : (int)weight.Dims[0], levels);
        var halves = Array.ConvertAll(start.Widths, w => w / 2);
        centre = LearnedNumbers.Positive($"{name}:centre", halves);
        halfWidth = LearnedNumbers.Positive($"{name}:half-width", halves);
        gamma = LearnedNumbers.Within($"{name}:gamma", [.. halves.Select(_ => 1f)], LeastGamma, MostGamma);
        gamma.Tensor.requires_grad_(learnsGamma);
        output = LearnedNumbers.Positive($"{name}:output", start.Outputs);
        gradientScale = 1 / Math.Sqrt((double)weight.Count / halves.Length * levels);
    }

    public override IReadOnlyList<NetworkParameter> Parameters =>
        [centre.Parameter, halfWidth.Parameter, .. learnsGamma ? (NetworkParameter[])[gamma.Parameter] : [], output.Parameter];

    public override Tensor Scales
    {
        get
        {
            using var noGrad = torch.no_grad();
            scales?.Dispose();
            return scales = output.Tensor.div((double)levels).DetachFromDisposeScope();
        }
    }

    public override Tensor Quantise(Tensor weights)
    {
        var grid = FakeQuantize.LearnedInterval(
            weights, centre.Tensor, halfWidth.Tensor, gamma.Tensor, levels, signed: true, output: 1, gradientScale);
        var share = output.Tensor * gradientScale;
        var factor = (output.Tensor - share).detach() + share;
        return grid * PerChannel.Broadcast(factor, weights);
    }

    /// <summary>The lower end does not fall below 0.</summary>
    public override void Project()
    {
        centre.Project();
        var most = centre.Values;
        halfWidth.Project(i => most[i]);
        gamma.Project();
        output.Project();
    }

    public override void Dispose()
    {
        scales?.Dispose();
        centre.Dispose();
        halfWidth.Dispose();
        gamma.Dispose();
        output.Dispose();
    }
}
