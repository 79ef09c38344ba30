using BuildCompress.Core.Manifests;

namespace BuildCompress.Core.Reports;

/// <summary>How good the chosen channels are, by the selection's own objective.</summary>
/// <param name="Objective">Importance kept.</param>
/// <param name="UpperBound">No selection within the budgets keeps more; absent when none was proved.</param>
/// <param name="KeptShare">Objective over that of the whole model, 0..1.</param>
public sealed record SelectionReport(double Objective, double? UpperBound, double KeptShare)
{
    /// <summary>One per budget, in the order of the manifest.</summary>
    public IReadOnlyList<BudgetPrice> Budgets { get; init; } = [];

    /// <summary>
    /// Part of the objective that the granularity of the counts cost, 0..1: of the kept importance, or of the geometric mean of the layers' retained
    /// shares when balanced. Absent without a grid.
    /// </summary>
    public double? GridLoss { get; init; }

    /// <summary>
    /// Largest possible shortfall of the geometric mean of the layers' retained shares against the best possible, 0..1. Present when balanced, since
    /// that, not the sum, is then maximised.
    /// </summary>
    public double? BalanceGap { get; init; }

    /// <summary>Whether the layers that add to a residual stream had to keep the same channels.</summary>
    public ResidualMode Residuals { get; init; }

    /// <summary>How kernel positions were chosen; absent where kernels stay whole.</summary>
    public SpatialReport? Spatial { get; init; }

    /// <summary>How the latency budget was met; absent where there is none.</summary>
    public LatencyPlan? Latency { get; init; }

    /// <summary>Largest possible shortfall against the optimum, relative to the bound; absent without one.</summary>
    public double? Gap => UpperBound is > 0 ? (UpperBound - Objective) / UpperBound : null;
}
