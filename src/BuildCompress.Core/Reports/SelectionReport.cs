namespace BuildCompress.Core.Reports;

/// <summary>How good the chosen channels are, by the selection's own objective.</summary>
/// <param name="Objective">Importance kept.</param>
/// <param name="UpperBound">No selection within the budgets keeps more; absent when none was proved.</param>
/// <param name="KeptShare">Objective over that of the whole model, 0..1.</param>
public sealed record SelectionReport(double Objective, double? UpperBound, double KeptShare)
{
    /// <summary>Largest possible shortfall against the optimum, relative to the bound; absent without one.</summary>
    public double? Gap => UpperBound is > 0 ? (UpperBound - Objective) / UpperBound : null;
}
