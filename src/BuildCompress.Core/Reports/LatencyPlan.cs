namespace BuildCompress.Core.Reports;

/// <summary>How a latency budget was planned and met, before any training: latency does not depend on it.</summary>
/// <param name="LimitMs">Largest allowed latency.</param>
/// <param name="ReferenceMs">The original in the artifact's form (int8 where the target quantises), whose share a relative budget is.</param>
/// <param name="Relative">Whether the limit is a share of the reference: then both are measured side by side and their ratio counts.</param>
/// <param name="ModelError">Mean absolute relative error of the latency model on the networks it was calibrated with.</param>
/// <param name="Measured">Models that were measured for it; others were known from earlier runs.</param>
/// <param name="Seconds">That this took.</param>
/// <param name="Rounds">In order.</param>
/// <param name="Chosen">Which of the rounds gave the selection, from 0.</param>
/// <param name="Device">What measured.</param>
public sealed record LatencyPlan(
    double LimitMs, double ReferenceMs, bool Relative, double ModelError, int Measured, double Seconds, IReadOnlyList<LatencyRound> Rounds, int Chosen,
    string Device)
{
    /// <summary>The recording whose numbers it was planned from, relative to the manifest; null when the device itself measured.</summary>
    public string? Recording { get; init; }
}
