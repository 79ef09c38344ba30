namespace BuildCompress.Selection;

/// <summary>The discrete QCQP: keep the most importance under every budget. Knows numbers, not networks.</summary>
/// <param name="Groups">What can be dropped.</param>
/// <param name="Bilinear">Importance of pairs.</param>
/// <param name="Linear">Importance of single channels.</param>
/// <param name="Budgets">All hold at once.</param>
public sealed record SelectionProblem(
    IReadOnlyList<SelectionGroup> Groups, IReadOnlyList<BilinearTerm> Bilinear, IReadOnlyList<LinearTerm> Linear,
    IReadOnlyList<BudgetRow> Budgets)
{
    /// <summary>Residual additions whose two inputs may keep different channels; none when streams are tied.</summary>
    public IReadOnlyList<ResidualRule> Residuals { get; init; } = [];
}
