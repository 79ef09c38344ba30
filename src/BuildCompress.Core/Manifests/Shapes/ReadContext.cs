using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>What reading a manifest needs to know and has found so far.</summary>
/// <param name="Folder">Full path of the manifest's folder: relative paths start there.</param>
/// <param name="FilesMustExist">Whether a path to nothing is an error.</param>
internal sealed record ReadContext(string Folder, bool FilesMustExist)
{
    public List<Diagnostic> Errors { get; } = [];

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, string message, string nextStep) =>
        Errors.Add(descriptor.At(span, message, nextStep));

    public void WrongType(ManifestNode node, string expected) =>
        Report(DiagnosticCatalog.WrongType, node.Span, $"Expected {expected}, found {node.Noun}.", $"Write {expected} here.");
}
