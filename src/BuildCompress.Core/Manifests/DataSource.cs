namespace BuildCompress.Core.Manifests;

/// <summary>One set of labelled images.</summary>
/// <param name="Format">How the files are laid out.</param>
/// <param name="Paths">Full paths: the record files of <c>cifar10-binary</c> in order; the image file of <c>idx</c>; the root of an image folder.</param>
/// <param name="Labels">Full path of the label file; <c>idx</c> only.</param>
public sealed record DataSource(DataFormat Format, IReadOnlyList<Located<string>> Paths, Located<string>? Labels = null);
