using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Protocol;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Scheduling;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.Pipeline.Plans;

/// <summary>Finds what a run would cut, by the run's own stages up to Select, and trains nothing.</summary>
public static class CompressionPlan
{
    /// <summary>Plans every target; a later run finds the importances and selections in the store.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Stages.</param>
    /// <param name="cancellation">Stops within seconds.</param>
    /// <exception cref="DiagnosticException">Manifest, model, data or disk; or budgets out of reach or missed, those of all targets at once.</exception>
    public static async Task<PlanOutcome> RunAsync(PlanRequest request, IProgress<WorkerEvent> progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var manifest = LoadStage.Run(request.ManifestPath, request.Targets);
        var run = RunContext.Start(manifest, request.StoreFolder, request.Threads, progress, stop.Token);
        var errors = new List<Diagnostic>();
        var plans = (await TargetSchedule.RunAsync(run, stop, target => Plan(run, target, errors))).OfType<TargetPlan>().ToList();
        return errors.Count == 0 ? new PlanOutcome(manifest.Path, run.OriginalCost.Figures, plans) : throw new DiagnosticException(errors);
    }

    private static TargetPlan? Plan(RunContext run, Target target, List<Diagnostic> errors)
    {
        try
        {
            var (selected, allocated, cost) = new TargetPipeline(run, target).Plan();
            var prune = target.Compress.Prune;
            var report = selected.Report with { Budgets = [.. target.Budgets.Zip(selected.Report.Budgets, (b, price) => b.Kind == BudgetKind.Latency ? price : price with { Value = cost[b.Kind] })] };
            return new TargetPlan(
                target.Name.Value, cost.Figures, JsonNamingPolicy.KebabCaseLower.ConvertName(prune.Importance.ToString()), prune.Balance, report,
                [.. run.Coupling(target).Weights.Select(weight => PlannedLayer.Of(weight, selected.Channels))], selected.Report.Latency is { } latency ? latency.Rounds[latency.Chosen].PredictedMs : null)
            {
                Precision = PrecisionFacts.Of(cost),
                Mixed = allocated?.Report,
            };
        }
        catch (DiagnosticException impossible) when (impossible.Diagnostics.All(d => d.Id == DiagnosticCatalog.BudgetImpossible.Id || d.Id == DiagnosticCatalog.BudgetMissed.Id))
        {
            errors.AddRange(impossible.Diagnostics);
            return null;
        }
    }
}
