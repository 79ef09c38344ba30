namespace BuildCompress.Onnx.Quantization;

/// <summary>What an operator means to quantisation.</summary>
internal enum QuantizationRole
{
    /// <summary>Runs in float.</summary>
    None,

    /// <summary>Conv or Gemm with a constant weight: has an integer kernel.</summary>
    Weighted,

    /// <summary>Has an integer kernel when its inputs and its output are quantised.</summary>
    Computing,

    /// <summary>Moves or selects numbers: input and output share a scale.</summary>
    Moving,
}
