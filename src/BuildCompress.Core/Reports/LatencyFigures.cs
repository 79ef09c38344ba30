namespace BuildCompress.Core.Reports;

/// <summary>Wall time of one inference in milliseconds.</summary>
/// <param name="P25Ms">First quartile: repeatable on a machine that does other things too.</param>
/// <param name="MinMs">Fastest.</param>
public sealed record LatencyFigures(double P25Ms, double MinMs);
