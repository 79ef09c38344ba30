using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Learned step size quantisation (Esser et al., ICLR 2020): <c>q(v) = round(clamp(v / s, -Q_N, Q_P)) * s</c>, where the step <c>s</c> is
/// trained with <c>dq/ds = round(v / s) - v / s</c> inside the grid and the bound outside, times <c>1 / sqrt(N * Q_P)</c>.
/// </summary>
/// <remarks>
/// Weights use -127..127: w and -w then round alike, which the paper's -128 gives up for one value in 256; exported int8 is the same either
/// way, because weights are exported as they were rounded here. Activations are u8; the zero point is 0 for nonnegative tensors and stays as
/// calibrated for the others. N is the number of elements per channel (weights) or per sample (activations), so that the batch size does not
/// change the rate at which steps move.
/// </remarks>
public sealed record LsqQuantizer : IQuantizer
{
    /// <summary>Largest integer of a weight; the smallest is its negative.</summary>
    public const int WeightBound = 127;

    /// <summary>Largest integer of an activation; the smallest is 0.</summary>
    public const int ActivationBound = 255;

    public ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample) =>
        new LsqActivationQuantizer(name, rule, start, elementsPerSample);

    public WeightQuantizer CreateWeight(string name, float[] scales, long elementsPerChannel) => new LsqWeightQuantizer(name, scales, elementsPerChannel);
}
