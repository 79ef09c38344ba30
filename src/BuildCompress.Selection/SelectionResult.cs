namespace BuildCompress.Selection;

/// <summary>A feasible selection, recomputed by <see cref="SelectionCheck"/> before anyone sees it.</summary>
/// <param name="Kept">Per group, which of its channels stay.</param>
/// <param name="Objective">Importance kept.</param>
/// <param name="BudgetValues">Value of each <see cref="SelectionProblem.Budgets"/> row, exact.</param>
/// <param name="Multipliers">
/// Per budget, about how much importance one more unit would buy; zero for a budget that does not bind. Estimated by the solver.
/// </param>
public sealed record SelectionResult(
    IReadOnlyList<bool[]> Kept, double Objective, IReadOnlyList<long> BudgetValues, IReadOnlyList<double> Multipliers)
{
    /// <summary>The search was cancelled before its end: a valid selection, but where it stopped depends on the clock.</summary>
    public bool IsInterrupted { get; init; }
}
