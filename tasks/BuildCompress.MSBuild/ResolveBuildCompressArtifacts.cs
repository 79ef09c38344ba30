using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using Microsoft.Build.Framework;

namespace BuildCompress.MSBuild;

/// <summary>
/// Predicts the artifacts of a project: one per target of each manifest. Reads the manifests and lists folders of images, but opens neither
/// model nor data.
/// </summary>
public sealed class ResolveBuildCompressArtifacts : Microsoft.Build.Utilities.Task
{
    /// <summary>Full paths of the manifests.</summary>
    [Required]
    public string[] Manifests { get; set; } = [];

    /// <summary>Names of the targets to build; empty for all.</summary>
    public string[] Targets { get; set; } = [];

    /// <summary>Folder the artifacts are built in.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>Folder with a page per diagnostic.</summary>
    public string DocumentationFolder { get; set; } = "";

    /// <summary>
    /// An item per artifact, in the order of manifests and targets. The metadata are those of <see cref="PredictedArtifact"/>.
    /// </summary>
    [Output]
    public ITaskItem[] Artifacts { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var log = new DiagnosticLog(Log, DocumentationFolder);
        var artifacts = new List<PredictedArtifact>();
        foreach (var path in Manifests)
        {
            try
            {
                artifacts.AddRange(PredictedArtifact.Of(ManifestReader.Read(path, filesMustExist: false), OutputFolder));
            }
            catch (DiagnosticException error)
            {
                foreach (var diagnostic in error.Diagnostics)
                    log.Write(diagnostic);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.Write(DiagnosticCatalog.DataUnreadable.In(
                    path, $"A folder that the manifest names cannot be read: {error.Message}", "Check the folder and its permissions."));
            }
        }

        if (Log.HasLoggedErrors)
            return false;

        foreach (var diagnostic in ArtifactChoice.Check(artifacts, Targets))
            log.Write(diagnostic);
        Artifacts = [.. ArtifactChoice.Choose(artifacts, Targets).Select(artifact => artifact.ToItem())];
        return !Log.HasLoggedErrors;
    }
}
