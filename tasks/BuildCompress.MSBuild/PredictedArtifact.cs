using BuildCompress.Core.Manifests;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace BuildCompress.MSBuild;

/// <summary>An artifact as the manifest promises it, whether or not it exists yet; its item carries the properties as metadata.</summary>
internal sealed record PredictedArtifact
{
    /// <summary>Path of the artifact where it is built; the item's identity.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the target.</summary>
    public required string HardwareTarget { get; init; }

    /// <summary>Full path of the original model.</summary>
    public required string Model { get; init; }

    /// <summary>Full path of the manifest.</summary>
    public required string Source { get; init; }

    /// <summary>The budgets, for people: <c>macs, size</c>.</summary>
    public required string Budget { get; init; }

    /// <summary>Path of the artifact in the output and publish folders: <c>models/TARGET/MODEL.onnx</c>.</summary>
    public required string TargetPath { get; init; }

    /// <summary>Folder handed to the worker, which adds one per target.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Path of <c>report.json</c> where it is built.</summary>
    public required string ReportPath { get; init; }

    /// <summary>Path of the report in the output folder: <c>models/TARGET/MODEL.report.json</c>.</summary>
    public required string ReportTargetPath { get; init; }

    /// <summary>Path of the same report as Markdown.</summary>
    public required string MarkdownReportPath { get; init; }

    /// <summary>Path of that page in the output folder: <c>models/TARGET/MODEL.report.md</c>.</summary>
    public required string MarkdownReportTargetPath { get; init; }

    /// <summary>Path of the file that holds <see cref="Request"/>.</summary>
    public required string RequestPath { get; init; }

    /// <summary>Key of all settings this artifact depends on; changes exactly when they do.</summary>
    public required string Request { get; init; }

    /// <summary>Files this artifact depends on, by full path.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The artifacts of a manifest when built below <paramref name="outputFolder"/>, one folder per model.</summary>
    public static IEnumerable<PredictedArtifact> Of(Manifest manifest, string outputFolder)
    {
        var model = System.IO.Path.GetFileNameWithoutExtension(manifest.Model.Value);
        var folder = System.IO.Path.Combine(outputFolder, model);
        var inputs = ArtifactInputs.FilesOf(manifest);
        foreach (var target in manifest.Targets)
        {
            var name = target.Name.Value;
            var built = System.IO.Path.Combine(folder, name);
            yield return new PredictedArtifact
            {
                Path = System.IO.Path.Combine(built, model + ".onnx"),
                HardwareTarget = name,
                Model = manifest.Model.Value,
                Source = manifest.Path,
                Budget = string.Join(", ", target.Budgets.Select(budget => budget.Kind.ToString().ToLowerInvariant())),
                TargetPath = $"models/{name}/{model}.onnx",
                OutputFolder = folder,
                ReportPath = System.IO.Path.Combine(built, "report.json"),
                ReportTargetPath = $"models/{name}/{model}.report.json",
                MarkdownReportPath = System.IO.Path.Combine(built, "report.md"),
                MarkdownReportTargetPath = $"models/{name}/{model}.report.md",
                RequestPath = System.IO.Path.Combine(built, "request.key"),
                Request = ArtifactInputs.KeyOf(manifest, target),
                Inputs = inputs,
            };
        }
    }

    public ITaskItem ToItem()
    {
        var item = new TaskItem(Path);
        item.SetMetadata(nameof(HardwareTarget), HardwareTarget);
        item.SetMetadata(nameof(Model), Model);
        item.SetMetadata(nameof(Source), Source);
        item.SetMetadata(nameof(Budget), Budget);
        item.SetMetadata(nameof(TargetPath), TargetPath);
        item.SetMetadata(nameof(OutputFolder), OutputFolder);
        item.SetMetadata(nameof(ReportPath), ReportPath);
        item.SetMetadata(nameof(ReportTargetPath), ReportTargetPath);
        item.SetMetadata(nameof(MarkdownReportPath), MarkdownReportPath);
        item.SetMetadata(nameof(MarkdownReportTargetPath), MarkdownReportTargetPath);
        item.SetMetadata(nameof(RequestPath), RequestPath);
        item.SetMetadata(nameof(Request), Request);
        item.SetMetadata(nameof(Inputs), string.Join(';', Inputs));
        return item;
    }
}
