namespace BuildCompress.Core.Reports;

/// <summary>A budget and what became of it.</summary>
/// <param name="Kind"><c>macs</c>, <c>parameters</c>, <c>bops</c>, <c>size</c> or <c>peakMemory</c> (bytes), or <c>latency</c> (nanoseconds).</param>
/// <param name="Limit">Largest allowed value.</param>
/// <param name="Value">Of the emitted model.</param>
public sealed record BudgetReport(string Kind, long Limit, long Value)
{
    /// <summary>What a latency budget was judged by; null for all others.</summary>
    public LatencyEvidence? Evidence { get; init; }

    /// <summary>What is left; negative when missed.</summary>
    public long Slack => Limit - Value;

    public bool Met => Value <= Limit;
}
