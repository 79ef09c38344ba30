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

    /// <summary>
    /// Per group, the first channels, as few as rules and counts allow: since costs never fall when a channel is added, the selection that is smallest
    /// for every budget (see <see cref="BudgetReach.Smallest"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The two sides of a residual site allow no common count.</exception>
    public IReadOnlyList<bool[]> SmallestSelection() => Solving.SmallestSelection.Masks(this, (_, _) => 0);
}
