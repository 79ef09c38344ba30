using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests;

/// <summary>Manifest v1: one model, its data, how to compress it, and the targets to compress it for.</summary>
/// <param name="Path">Full path of the manifest; relative paths in it are relative to its folder.</param>
/// <param name="Model">Full path of the ONNX model.</param>
/// <param name="Data">Where the training and validation samples lie.</param>
/// <param name="Preprocess">How a pixel becomes an input value.</param>
/// <param name="Augment">Random changes to training images.</param>
/// <param name="Compress">Settings shared by all targets.</param>
/// <param name="Targets">The devices, in the order written; names are unique.</param>
public sealed record Manifest(
    string Path,
    Located<string> Model,
    DataSettings Data,
    PreprocessSettings Preprocess,
    AugmentSettings Augment,
    CompressSettings Compress,
    IReadOnlyList<Target> Targets)
{
    /// <summary>The manifest as a whole, for errors that concern no line of it.</summary>
    public SourceSpan Span => new(Path);
}
