namespace BuildCompress.Onnx.Quantization;

/// <summary>One scale (and zero point) to find for activations.</summary>
/// <param name="NonNegative">True after Relu or Clip(0, x): the zero point must be 0 for the activation to fuse.</param>
/// <param name="UpperBound">Upper clipping bound: <c>scale * Highest</c> must not exceed it; null for none.</param>
/// <param name="Bits">2 to 8; fewer than 8 only layers read.</param>
public sealed record ActivationScale(bool NonNegative, float? UpperBound, int Bits = 8)
{
    /// <summary>Steps of the grid, <c>2^Bits - 1</c>.</summary>
    public int Highest => (1 << Bits) - 1;
}
