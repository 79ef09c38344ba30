using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Quantisation interval learning (Jung et al., CVPR 2019): an interval <c>c - d..c + d</c> of magnitudes maps onto 0..1, what lies below is
/// pruned to 0, what lies above clipped; weights bend it by <c>t^gamma</c>. <c>c, d, gamma</c> are trained with the network.
/// </summary>
/// <remarks>
/// Weights have 2^(bits-1) - 1 levels of either sign, activations 2^bits. <c>d &lt;= c</c>, so that 0 stays 0. The paper leaves the scale of the
/// result to batch normalisation; here a result keeps its natural scale (activations times 2d, weights times a learned output scale per
/// channel), which normalisation absorbs just as well, and which layers without one need. The runtime's grids need <c>c - d</c> to be a
/// multiple of the step: the forward pass rounds it, gradients pass. Activations of 8 bits and signed ones, which the method would prune to
/// 0, learn a step as in <see cref="LsqQuantizer"/>.
/// </remarks>
public sealed record QilQuantizer : IQuantizer
{
    /// <summary>One interval per output channel, or one per weight as in the paper.</summary>
    public WeightScaling WeightScales { get; init; } = WeightScaling.PerTensor;

    /// <summary>Most bits at which gamma is trained; above it is 1. 2 by default, as far as is known of the paper.</summary>
    public int MostBitsOfGamma { get; init; } = 2;

    public AffineScale Calibrate(ValueHistogram values, ActivationScale rule) => ScaleSearch.Activation(values, rule);

    public ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample) =>
        rule.NonNegative && rule.Bits < 8
            ? new QilActivationQuantizer(name, rule, start, elementsPerSample)
            : new LsqActivationQuantizer(name, rule, start, elementsPerSample);

    public WeightQuantizer CreateWeight(string name, ConstantTensor weight, int bits) =>
        new QilWeightQuantizer(name, weight, bits, WeightScales, learnsGamma: bits <= MostBitsOfGamma);
}
