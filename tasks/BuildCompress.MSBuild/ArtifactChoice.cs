using BuildCompress.Core.Diagnostics;

namespace BuildCompress.MSBuild;

/// <summary>Which of the predicted artifacts a project builds: all of them, or those of the targets it names.</summary>
internal static class ArtifactChoice
{
    /// <summary>The artifacts of <paramref name="targets"/>; all when it is empty.</summary>
    public static IEnumerable<PredictedArtifact> Choose(IReadOnlyList<PredictedArtifact> artifacts, string[] targets) =>
        artifacts.Where(artifact => targets.Length == 0 || targets.Contains(artifact.HardwareTarget, StringComparer.Ordinal));

    /// <summary>What is wrong with the choice: an unknown target, or two manifests that would write the same file.</summary>
    public static IEnumerable<Diagnostic> Check(IReadOnlyList<PredictedArtifact> artifacts, string[] targets)
    {
        var known = artifacts.Select(artifact => artifact.HardwareTarget).Distinct(StringComparer.Ordinal).ToList();
        foreach (var target in targets.Except(known, StringComparer.Ordinal))
        {
            yield return DiagnosticCatalog.UnknownTarget.Because(
                $"BuildCompressTargets names the target '{target}', but the manifests have only {string.Join(", ", known)}.",
                "Correct the name, or leave the property empty to build all targets.");
        }

        // File systems differ in case; an artifact must be alone on each of them.
        foreach (var same in artifacts.GroupBy(artifact => artifact.TargetPath, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return DiagnosticCatalog.ArtifactClash.In(
                same.Last().Source, $"'{same.First().Source}' already makes the artifact '{same.Key}'.",
                "Rename the model file or the target in one of the two manifests.");
        }
    }
}
