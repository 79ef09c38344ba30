namespace BuildCompress.Onnx.Coupling;

/// <summary>What a constant is to the node that reads it along channels.</summary>
public enum ParameterKind
{
    /// <summary>Couples two sides: the kernel of Conv, ConvTranspose, Gemm or MatMul.</summary>
    Weight,

    /// <summary>One kernel per channel: the weight of a depthwise convolution.</summary>
    Depthwise,

    /// <summary>Makes the output of a dead channel: bias, scale and shift of a normalisation. Zero for a masked channel.</summary>
    Affine,

    /// <summary>Anything else per channel: running statistics, slopes, constants of elementwise operators. Untouched by masking.</summary>
    Vector,
}
