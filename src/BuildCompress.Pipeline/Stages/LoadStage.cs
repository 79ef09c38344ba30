using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Load: manifest text → manifest, with only the targets asked for.</summary>
internal static class LoadStage
{
    /// <exception cref="DiagnosticException">The manifest has errors, or does not declare a target asked for.</exception>
    public static Manifest Run(string path, IReadOnlyList<string> targets)
    {
        var manifest = ManifestReader.Read(path);
        if (targets.Count == 0)
            return manifest;

        var declared = manifest.Targets.Select(t => t.Name.Value).ToList();
        var unknown = targets.Except(declared, StringComparer.Ordinal).Select(name => DiagnosticCatalog.UnknownTarget.At(
            manifest.Span, $"The manifest declares no target '{name}'.", $"Its targets are: {string.Join(", ", declared)}.")).ToList();
        if (unknown.Count > 0)
            throw new DiagnosticException(unknown);
        return manifest with { Targets = [.. manifest.Targets.Where(t => targets.Contains(t.Name.Value, StringComparer.Ordinal))] };
    }
}
