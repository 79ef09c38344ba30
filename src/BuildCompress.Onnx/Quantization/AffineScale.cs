namespace BuildCompress.Onnx.Quantization;

/// <summary>u8 quantisation <c>q = clamp(round_half_even(x / Scale) + ZeroPoint, 0, 255)</c>.</summary>
public readonly record struct AffineScale(float Scale, byte ZeroPoint);
