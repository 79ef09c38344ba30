namespace BuildCompress.Engines.TorchSharp;

/// <summary>Entry point of the libtorch binding: a source-compatible subset of TorchSharp's <c>torch</c>.</summary>
public static partial class torch
{
}
