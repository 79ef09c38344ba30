namespace BuildCompress.Core.Reports;

/// <summary>What one inference takes: wall time in milliseconds, and memory.</summary>
/// <param name="P25Ms">First quartile of undisturbed runs: repeatable on a machine that does other things too.</param>
/// <param name="MinMs">Fastest.</param>
public sealed record LatencyFigures(double P25Ms, double MinMs)
{
    /// <summary>How much the process grew at most while the model was loaded and first run; absent where the system does not tell.</summary>
    public long? PeakMemoryBytes { get; init; }
}
