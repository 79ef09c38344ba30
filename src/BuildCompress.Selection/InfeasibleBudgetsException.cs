namespace BuildCompress.Selection;

/// <summary>No allowed selection meets the budgets.</summary>
public sealed class InfeasibleBudgetsException(IReadOnlyList<BudgetReach> reach)
    : Exception("No selection meets the budgets: " + string.Join("; ", reach.Where(r => !r.IsReachable)
        .Select(r => $"{r.Name} cannot go below {r.Smallest}, its limit is {r.Limit}")))
{
    /// <summary>Every budget with its smallest reachable value; those with <see cref="BudgetReach.IsReachable"/> false are to blame.</summary>
    public IReadOnlyList<BudgetReach> Reach { get; } = reach;
}
