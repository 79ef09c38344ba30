using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Pipeline;

/// <summary>The model as given: its file, and those beside it that hold tensors too large for it or that the exporter put there.</summary>
/// <param name="path">The model's file.</param>
/// <param name="model">What was read from it.</param>
internal sealed class OriginalFiles(Located<string> path, Model model)
{
    /// <summary>Full paths, the model's own first.</summary>
    public IReadOnlyList<string> Paths => [path.Value, .. model.ExternalFiles];

    /// <summary>Bytes of all files.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">They cannot be read.</exception>
    public long Length => InputFailure.GuardModel(path, () => Paths.Sum(file => new FileInfo(file).Length));

    /// <summary>The whole model as one file, for a runtime that takes it from memory.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">They cannot be read.</exception>
    public byte[] AsOneFile() => model.ExternalFiles.Count == 0
        ? InputFailure.GuardModel(path, () => File.ReadAllBytes(path.Value))
        : OnnxFile.ToBytes(OnnxFile.Read(path.Value));
}
