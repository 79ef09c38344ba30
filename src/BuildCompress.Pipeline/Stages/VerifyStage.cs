using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Devices.Inference;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Verify: artifact, data → the evidence that it keeps its target's promises. Judges the bytes that will be emitted, nothing else.</summary>
internal static class VerifyStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Verify";

    private const string NotFusedNextStep = "Set compress.quantise.method to 'none' for this target, and report the model.";

    /// <exception cref="DiagnosticException">A budget or the accuracy limit is missed, or a quantised layer stays float.</exception>
    public static Verified Run(Model artifact, Selected selected, double originalAccuracy, RunContext run, Target target, StageLog log)
    {
        var file = OnnxFile.ToBytes(artifact);
        var cost = ArtifactForm.Count(OnnxFile.Parse(file), file.LongLength, target.Compress.Prune.Spatial);
        var budgets = CheckBudgets(cost, run, target);
        var fusion = target.Compress.Quantise.Method == QuantiseMethod.None ? null : CheckFusion(file, cost.Precision, run);
        var accuracy = RuntimeAccuracy.Of(file, run.Validation, run.Manifest.Preprocess, run.Threads, run.Cancellation).Fraction;
        log.Report(Name, 0, 0, accuracy: accuracy);
        CheckAccuracy(originalAccuracy, accuracy, run.Validation.Count, target);
        var plan = selected.Report.Latency;
        var latency = VerifiedLatency.Measure(file, plan, run, target, log);
        if (plan is not null)
            budgets = [.. target.Budgets.Select(b => b.Kind == BudgetKind.Latency ? CheckLatency(plan, latency, b, target) : budgets.First(r => r.Kind == b.Name))];
        return new Verified(file, cost, budgets, originalAccuracy, accuracy, latency, fusion);
    }

    private static BudgetReport[] CheckBudgets(ArtifactCost cost, RunContext run, Target target)
    {
        var budgets = ResolvedBudget.Of(target, run.OriginalCost);
        var missed = budgets.Where(b => cost[b.Kind] > b.Limit).Select(b => BudgetDiagnostics.Missed(target, b, cost[b.Kind])).ToList();
        return missed.Count == 0
            ? [.. budgets.Select(b => new BudgetReport(b.Name, b.Limit, cost[b.Kind]))]
            : throw new DiagnosticException(missed);
    }

    /// <summary>The artifact's measured latency; where the device could not be asked, that of the untrained network it was planned with.</summary>
    private static BudgetReport CheckLatency(LatencyPlan plan, VerifiedLatency latency, Budget budget, Target target)
    {
        var planned = plan.Rounds[plan.Chosen];
        var known = latency.LatencyMs ?? planned.KnownMs;
        var evidence = latency.LatencyMs is not null ? LatencyEvidence.Artifact : planned.MeasuredMs is not null ? LatencyEvidence.CutNetwork : LatencyEvidence.Prediction;
        return known <= plan.LimitMs
            ? new BudgetReport(budget.Name, LatencyGoal.Nanoseconds(plan.LimitMs), LatencyGoal.Nanoseconds(known)) { Evidence = evidence }
            : throw new DiagnosticException(LatencyDiagnostics.ArtifactMissed(target, budget, plan, known));
    }

    private static FusionReport CheckFusion(byte[] file, IReadOnlyList<LayerPrecision> precision, RunContext run)
    {
        var summary = FusionCheck.Check(OnnxFile.Parse(OptimizedModel.Of(file)));
        if (!summary.AllLayersFused)
        {
            throw new DiagnosticException([.. summary.Unfused.Where(n => n.IsLayer).Select(n => DiagnosticCatalog.NotFused.ForNode(
                n.Name, $"{n.OpType} '{n.Name}' runs in float32 although it is quantised: {n.Reason}.",
                NotFusedNextStep, run.Manifest.Model.Value))]);
        }

        var planned = FusionCheck.QuantisedLayers(OnnxFile.Parse(file));
        if (summary.IntegerLayers < planned)
        {
            throw new DiagnosticException(DiagnosticCatalog.NotFused.In(
                run.Manifest.Model.Value,
                $"ONNX Runtime runs {summary.IntegerLayers} layers of the result in int8, but {planned} are quantised: the others run in float32.",
                NotFusedNextStep));
        }

        var integer = summary.Operators.Where(o => o.Key.StartsWith('Q') && o.Key != "QuantizeLinear").Sum(o => o.Value);
        var stored = precision.Select(layer => layer.Stored).OfType<ConstantTensor>().GroupBy(t => t.Element).OrderBy(g => g.Key);
        return new FusionReport(integer, [.. summary.Unfused.Select(n => n.Name)])
        {
            Weights = [.. stored.Select(g => new StoredWeights(g.Key.ToString().ToLowerInvariant(), g.Count(), g.Sum(t => t.Count), g.Sum(t => (long)t.Bytes.Length)))],
        };
    }

    /// <summary>Compares numbers of images, so that a drop of exactly the limit is allowed whatever the fractions round to.</summary>
    private static void CheckAccuracy(double original, double result, int images, Target target)
    {
        if (target.MaxAccuracyDrop is not { } allowed || Math.Round((original - result) * images) <= Math.Round(allowed.Value * images, 6))
            return;
        throw new DiagnosticException(DiagnosticCatalog.AccuracyMissed.At(
            allowed.Span,
            FormattableString.Invariant(
                $"Target '{target.Name.Value}' loses {(original - result) * 100:0.00} points of accuracy ({original * 100:0.00} % to {result * 100:0.00} %); at most {allowed.Value * 100:0.00} are allowed."),
            "Give finetuning more epochs, distil from the original, loosen the tightest budget, or allow a larger drop."));
    }
}
