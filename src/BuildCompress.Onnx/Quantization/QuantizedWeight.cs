namespace BuildCompress.Onnx.Quantization;

/// <summary>A weight that is quantised per output channel (axis 0), with its bias as int32 of scale <c>input scale * weight scale[c]</c>.</summary>
/// <param name="Node">Display name of the Conv or Gemm.</param>
/// <param name="Weight">Value name of the weight, <c>[outC, inC/groups, kH, kW]</c> or <c>[out, in]</c> (Gemm with transB = 1).</param>
/// <param name="Bias">Value name of the bias, or null.</param>
/// <param name="InputScale">Index of the input's scale.</param>
/// <param name="Bits">2 to 8.</param>
public sealed record QuantizedWeight(string Node, string Weight, string? Bias, int InputScale, int Bits = 8)
{
    /// <summary>Whether the layer reads the image or comes last, so that its bits are an option of their own.</summary>
    public bool IsEnd { get; init; }
}
