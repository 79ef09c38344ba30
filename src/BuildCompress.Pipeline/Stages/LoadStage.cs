using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Load: manifest text → manifest, with only the targets asked for.</summary>
internal static class LoadStage
{
    /// <exception cref="DiagnosticException">The manifest has errors, or does not declare a target asked for.</exception>
    public static Manifest Run(RunRequest request)
    {
        var manifest = ManifestReader.Read(request.ManifestPath);
        if (request.Targets.Count == 0)
            return manifest;

        var declared = manifest.Targets.Select(t => t.Name.Value).ToList();
        var unknown = request.Targets.Except(declared, StringComparer.Ordinal).Select(name => DiagnosticCatalog.UnknownTarget.At(
            manifest.Span, $"The manifest declares no target '{name}'.", $"Its targets are: {string.Join(", ", declared)}.")).ToList();
        if (unknown.Count > 0)
            throw new DiagnosticException(unknown);
        return manifest with { Targets = [.. manifest.Targets.Where(t => request.Targets.Contains(t.Name.Value, StringComparer.Ordinal))] };
    }
}
