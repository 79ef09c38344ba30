namespace BuildCompress.Core.Reports;

/// <summary>Size of a model, counted from its file.</summary>
/// <param name="Macs">Multiply-accumulates of one inference at batch 1.</param>
/// <param name="Parameters">Elements of weights, biases and normalisation statistics.</param>
/// <param name="FileBytes">Bytes of the ONNX file.</param>
public sealed record ModelFigures(long Macs, long Parameters, long FileBytes)
{
    /// <summary>MACs times bits of a weight times bits of an input, over all layers; 32 bits each in float32. Absent in reports of older versions.</summary>
    public long? BitOperations { get; init; }

    /// <summary>The most bytes of activations alive at once for one sample; absent when the size of one is not known.</summary>
    public long? PeakActivationBytes { get; init; }

    /// <summary>MACs on kernel columns of zeros, which <see cref="Macs"/> leaves out but a dense runtime computes; absent where all are counted.</summary>
    public long? ZeroMacs { get; init; }

    /// <summary>Parameters in kernel columns of zeros, which <see cref="Parameters"/> leaves out; absent where all are counted.</summary>
    public long? ZeroParameters { get; init; }
}
