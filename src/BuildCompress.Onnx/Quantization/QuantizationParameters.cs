namespace BuildCompress.Onnx.Quantization;

/// <summary>The numbers for a <see cref="QuantizationPlan"/>.</summary>
/// <param name="Activations">One per <see cref="QuantizationPlan.Scales"/>.</param>
/// <param name="WeightScales">One row per <see cref="QuantizationPlan.Weights"/>: the scale of each output channel, positive.</param>
public sealed record QuantizationParameters(IReadOnlyList<AffineScale> Activations, IReadOnlyList<float[]> WeightScales);
