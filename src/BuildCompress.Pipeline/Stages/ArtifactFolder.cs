using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Stages;

/// <summary>How a verified artifact lies in the store: exactly the files that are emitted.</summary>
internal static class ArtifactFolder
{
    public static void Write(
        string folder, ContentKey key, RunContext run, Target target, Selected selected, Allocated? allocated, Verified verified, IReadOnlyList<AccuracyStep> ladder,
        IReadOnlyList<StageReport> stages)
    {
        var name = Path.GetFileNameWithoutExtension(run.Manifest.Model.Value);
        var original = run.OriginalCost;
        var report = new TargetReport(
            target.Name.Value,
            name,
            new AccuracyReport(run.Validation.Count, verified.Original, verified.Result, target.MaxAccuracyDrop?.Value, ladder),
            original.Figures,
            verified.Cost.Figures,
            verified.Latency.Report,
            verified.Latency.Unverified,
            verified.Budgets,
            selected.Report,
            [.. Layers(run.Coupling(target), selected.Channels)],
            verified.Fusion,
            stages,
            new Provenance(ToolVersion.Current, EngineVersions.Current, target.Compress.Seed, key.Hex))
        {
            Precision = PrecisionFacts.Of(verified.Cost),
            Mixed = allocated?.Report,
        };
        File.WriteAllBytes(Path.Combine(folder, name + ".onnx"), verified.File);
        File.WriteAllText(Path.Combine(folder, EmitStage.PageName), MarkdownReport.Render(report));
        File.WriteAllText(Path.Combine(folder, EmitStage.ReportName), ReportFile.ToJson(report));
    }

    /// <summary>Layers with an output channel that could have been dropped; one without any input left has vanished.</summary>
    private static IEnumerable<LayerReport> Layers(CouplingMap coupling, ChannelSelection channels) =>
        from weight in coupling.Weights
        where weight.Output.Any(c => c.Group >= 0 && coupling.Groups[c.Group].Prunable)
        select new LayerReport(weight.Node, weight.Input.Any(channels.Keeps) ? weight.Output.Count(channels.Keeps) : 0, weight.Output.Count);
}
