using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection;

/// <summary>How low a budget's value can go.</summary>
/// <param name="Name">The budget's name.</param>
/// <param name="Limit">What was asked.</param>
/// <param name="Smallest">
/// Smallest value any allowed selection has. Costs never fall when a channel is added, so one selection is smallest for all budgets at
/// once, and this is also the smallest value beside the other budgets. Where the branch and the sum of a residual site allow different counts
/// it is the smallest with both keeping the same channels.
/// </param>
public sealed record BudgetReach(string Name, long Limit, long Smallest)
{
    /// <summary>Whether some allowed selection meets the limit.</summary>
    public bool IsReachable => Smallest <= Limit;

    /// <summary>The reach of every budget of a problem, in its order.</summary>
    public static IReadOnlyList<BudgetReach> Of(SelectionProblem problem)
    {
        var counts = SmallestSelection.Counts(problem);
        return [.. problem.Budgets.Select(row => new BudgetReach(row.Name, row.Limit, row.Value(counts)))];
    }
}
