using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection;

/// <summary>How low a budget's value can go.</summary>
/// <param name="Name">The budget's name.</param>
/// <param name="Limit">What was asked.</param>
/// <param name="Smallest">
/// Smallest value any allowed selection has, the largest of its rows. Where the branch and the sum of a residual site allow different counts it is
/// the smallest with both keeping the same channels, or with an empty branch where that is allowed and the shortcut has enough.
/// </param>
/// <param name="SmallestBesideOthers">
/// Smallest value among the selections that meet every other budget; null when there is none. Costs never fall when a channel is added, so one
/// selection is smallest for all budgets at once: where the others can be met, this is <paramref name="Smallest"/>.
/// </param>
public sealed record BudgetReach(string Name, long Limit, long Smallest, long? SmallestBesideOthers)
{
    /// <summary>Whether some allowed selection meets the limit.</summary>
    public bool IsReachable => Smallest <= Limit;

    /// <summary>The reach of every budget of a problem, in the order of their first rows.</summary>
    public static IReadOnlyList<BudgetReach> Of(SelectionProblem problem)
    {
        var counts = SmallestSelection.Counts(problem);
        var alone = problem.Budgets.GroupBy(row => row.Name)
            .Select(rows => (Name: rows.Key, Limit: rows.Min(r => r.Limit / r.Scale), Smallest: rows.Max(r => r.InBudgetUnits(r.Value(counts))))).ToList();
        return [.. alone.Select(b => new BudgetReach(
            b.Name, b.Limit, b.Smallest, alone.All(o => o.Name == b.Name || o.Smallest <= o.Limit) ? b.Smallest : null))];
    }
}
