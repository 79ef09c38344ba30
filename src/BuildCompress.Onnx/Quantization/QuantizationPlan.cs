namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Where a graph with folded batch normalisation is quantised, by the rules under which ONNX Runtime fuses (u8 activations, s8
/// per-channel weights, either with fewer bits in use). Training inserts its quantisers here and export its QuantizeLinear/DequantizeLinear pairs: one plan, so both agree.
/// </summary>
/// <param name="Scales">Independent activation scales; several tensors may share one (Slice, Pad, MaxPool, Flatten keep their input's).</param>
/// <param name="Activations">Quantised activation tensors in graph order.</param>
/// <param name="Weights">Quantised weights in graph order.</param>
public sealed record QuantizationPlan(
    IReadOnlyList<ActivationScale> Scales, IReadOnlyList<QuantizedActivation> Activations, IReadOnlyList<QuantizedWeight> Weights);
