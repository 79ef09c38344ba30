using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Plans;

/// <summary>What a run would cut.</summary>
/// <param name="Manifest">Full path of the manifest.</param>
/// <param name="Original">The model as given.</param>
/// <param name="Targets">In the order of the manifest.</param>
public sealed record PlanOutcome(string Manifest, ModelFigures Original, IReadOnlyList<TargetPlan> Targets);
