using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Learned step size quantisation (Esser et al., ICLR 2020): <c>q(v) = round(clamp(v / s, -Q_N, Q_P)) * s</c>, where the step <c>s</c> is
/// trained with <c>dq/ds = round(v / s) - v / s</c> inside the grid and the bound outside, times <c>1 / sqrt(N * Q_P)</c>.
/// </summary>
/// <remarks>
/// The grid of a weight is <see cref="WeightGrid.Of"/>. Activations are u8, of 2^bits levels; the zero point is 0 for nonnegative tensors and
/// stays as calibrated for the others. N is the number of elements per scale (weights) or per sample (activations), so that the batch size
/// does not change the rate at which steps move. Steps start at the least squared error, not at the paper's 2 mean|v| / sqrt(Q_P).
/// </remarks>
public sealed record LsqQuantizer : IQuantizer
{
    /// <summary>One step per output channel, or one per weight as in the paper.</summary>
    public WeightScaling WeightScales { get; init; } = WeightScaling.PerChannel;

    public AffineScale Calibrate(ValueHistogram values, ActivationScale rule) => ScaleSearch.Activation(values, rule);

    public ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample) =>
        new LsqActivationQuantizer(name, rule, start, elementsPerSample);

    public WeightQuantizer CreateWeight(string name, ConstantTensor weight, int bits) =>
        LsqWeightQuantizer.Start(name, weight, WeightGrid.Of(bits), WeightScales, ScaleSearch.Weight);
}
