using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;

namespace BuildCompress.Pipeline.Latency;

/// <summary>What to tell somebody whose device is slower than the budget allows.</summary>
internal static class LatencyDiagnostics
{
    /// <summary>Every round was too slow.</summary>
    public static Diagnostic RoundsMissed(Target target, Budget budget, LatencyPlan plan) => DiagnosticCatalog.LatencyMissed.At(
        budget.Span,
        FormattableString.Invariant(
            $"Target '{target.Name.Value}' may take {new LatencyMs(plan.LimitMs)} on its device ({plan.Device}), and the cut network took more in every round: {Rounds(plan)}; the whole one takes {new LatencyMs(plan.ReferenceMs)}."),
        "Raise the budget to what was measured, or run again on a quieter device.");

    /// <summary>The artifact is slower than the network it was planned with.</summary>
    public static Diagnostic ArtifactMissed(Target target, Budget budget, LatencyPlan plan, double measuredMs) => DiagnosticCatalog.LatencyMissed.At(
        budget.Span,
        FormattableString.Invariant(
            $"Target '{target.Name.Value}': the artifact takes {new LatencyMs(measuredMs)} on its device, the budget allows {new LatencyMs(plan.LimitMs)}; before training the same network was {(plan.Rounds[plan.Chosen].MeasuredMs is null ? "predicted" : "measured")} at {new LatencyMs(plan.Rounds[plan.Chosen].KnownMs)}."),
        "Run again: what was trained is kept and only measured anew. If the device is really slower now, raise the budget.");

    private static string Rounds(LatencyPlan plan) => string.Join(
        ", ", plan.Rounds.Select(r => FormattableString.Invariant($"{new LatencyMs(r.KnownMs)} (predicted {new LatencyMs(r.PredictedMs)})")));
}
