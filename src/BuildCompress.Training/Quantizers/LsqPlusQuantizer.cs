using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// LSQ+ (Bhalgat et al., CVPR Workshops 2020): as <see cref="LsqQuantizer"/>, but activations that may be negative learn the start <c>b</c> of
/// their grid as well: <c>q(v) = round(clamp((v - b) / s, 0, 2^bits - 1)) * s + b</c>, <c>dq/db = 0</c> inside the grid and 1 outside.
/// </summary>
/// <remarks>
/// The runtime's zero point is an integer, so that zero padding stays exactly 0: in the forward pass b is rounded to a multiple of s, and its
/// gradient passes that rounding. After a Relu b is 0, as the runtime demands.
/// </remarks>
public sealed record LsqPlusQuantizer : IQuantizer
{
    /// <summary>One step per output channel, or one per weight as in the paper.</summary>
    public WeightScaling WeightScales { get; init; } = WeightScaling.PerChannel;

    public AffineScale Calibrate(ValueHistogram values, ActivationScale rule) => ScaleSearch.Activation(values, rule);

    public ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample) => rule.NonNegative
        ? new LsqActivationQuantizer(name, rule, start, elementsPerSample)
        : new LsqPlusActivationQuantizer(name, rule, start, elementsPerSample);

    public WeightQuantizer CreateWeight(string name, ConstantTensor weight, int bits) =>
        LsqWeightQuantizer.Start(name, weight, WeightGrid.Of(bits), WeightScales, ScaleSearch.Weight);
}
