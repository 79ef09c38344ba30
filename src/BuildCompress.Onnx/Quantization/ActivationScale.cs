namespace BuildCompress.Onnx.Quantization;

/// <summary>One scale (and zero point) to find for activations.</summary>
/// <param name="NonNegative">True after Relu or Clip(0, x): the zero point must be 0 for the activation to fuse.</param>
/// <param name="UpperBound">Upper clipping bound: <c>scale * 255</c> must not exceed it; null for none.</param>
public sealed record ActivationScale(bool NonNegative, float? UpperBound);
