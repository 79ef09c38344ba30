namespace BuildCompress.Core.Reports;

/// <summary>Time a stage took.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Reused">The store had the result.</param>
public sealed record StageReport(string Stage, double Seconds, bool Reused);
