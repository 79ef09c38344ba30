using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline;

/// <summary>What a run gave: one report per target, in the order of the manifest.</summary>
public sealed record RunOutcome(IReadOnlyList<TargetReport> Reports);
