namespace BuildCompress.Engines.TorchSharp;

/// <summary>
/// Entry point of the libtorch binding: the subset of TorchSharp's <c>torch</c> that this product uses, with TorchSharp's names, parameter order
/// and semantics, so that consumers compile against either.
/// </summary>
public static partial class torch
{
    /// <summary>The only device of this binding.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType int64 = ScalarType.Int64;
}
