namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// u8 quantisation <c>q = clamp(round_half_even(x / Scale) + ZeroPoint, Low, High)</c>, and back <c>(q - Origin) * Scale</c>.
/// </summary>
/// <param name="Scale">The step.</param>
/// <param name="ZeroPoint">The integer that stands for 0 where x is quantised.</param>
public readonly record struct AffineScale(float Scale, byte ZeroPoint)
{
    /// <summary>Lowest integer.</summary>
    public byte Low { get; init; } = 0;

    /// <summary>Highest integer.</summary>
    public byte High { get; init; } = byte.MaxValue;

    /// <summary>The integer that stands for 0 in the result; the zero point, or <see cref="Low"/> where an interval starts.</summary>
    public byte Origin { get; init; } = ZeroPoint;
}
