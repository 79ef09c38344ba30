namespace BuildCompress.Onnx.Quantization;

/// <summary>An activation tensor that is quantised.</summary>
/// <param name="Tensor">Value name.</param>
/// <param name="Scale">Index into <see cref="QuantizationPlan.Scales"/>.</param>
/// <param name="Inherits">True when the producer moves numbers without changing them (Slice, Pad, MaxPool, Flatten…): no fake quantiser is needed in training.</param>
public sealed record QuantizedActivation(string Tensor, int Scale, bool Inherits);
