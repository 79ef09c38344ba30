using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Scheduling;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.Pipeline;

/// <summary>Compresses the model of a manifest for its targets: the one entry of the command and of the build.</summary>
public static class CompressionRun
{
    /// <summary>Emits every target's artifact, or reuses it when nothing it depends on has changed.</summary>
    /// <param name="request">What, for whom, and where to.</param>
    /// <param name="progress">Stages, training steps, and one <see cref="ArtifactEvent"/> per target.</param>
    /// <param name="cancellation">Stops within seconds; training goes on from its last checkpoint when run again.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">Manifest, model, data, budgets, accuracy or disk: in words, nothing half-written.</exception>
    public static async Task<RunOutcome> RunAsync(RunRequest request, IProgress<WorkerEvent> progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var manifest = LoadStage.Run(request.ManifestPath, request.Targets);
        var run = RunContext.Start(manifest, request.StoreFolder, request.Threads, progress, stop.Token, request.RequireVerified);
        return new RunOutcome(await TargetSchedule.RunAsync(run, stop, target => Target(run, target, request.OutputFolder)));
    }

    private static TargetReport Target(RunContext run, Target target, string output)
    {
        var folder = Path.Combine(output, target.Name.Value);
        var before = VerifiedBefore(run, target, folder);
        var (key, mustBeMeasured) = (before ?? run.Keys.Artifact(target), before is not null || run.MustBeMeasured(target));
        var report = EmitStage.Present(folder, key, mustBeMeasured);
        var reused = report is not null;
        report ??= EmitStage.Run(new TargetPipeline(run, target).Artifact(key, mustBeMeasured).Folder, folder);
        run.Events.Report(new ArtifactEvent(
            target.Name.Value, Path.GetFullPath(Path.Combine(folder, report.Model + ".onnx")),
            Path.GetFullPath(Path.Combine(folder, EmitStage.ReportName)), key.Hex, reused));
        return report;
    }

    /// <summary>The artifact that the target's device verified before it went away, when nothing else has changed since: better than the same made anew and unverified.</summary>
    private static ContentKey? VerifiedBefore(RunContext run, Target target, string folder)
    {
        if (run.Keys.ArtifactOfLastSeen(target) is not var (key, why))
            return null;
        string?[] places = [folder, run.Store.Find(EmitStage.Artifacts, key)];
        if (!places.OfType<string>().Any(place => EmitStage.Present(place, key, mustBeMeasured: true) is not null))
            return null;
        run.Events.Report(new DiagnosticEvent((DiagnosticCatalog.AgentUnreachable with { Severity = Severity.Info }).At(
            target.Name.Span, $"Target '{target.Name.Value}' keeps the artifact that its device verified before. {why.Message}", why.NextStep)));
        return key;
    }
}
