namespace BuildCompress.Selection;

/// <summary>What a selection uses of a budget, and what more of it would buy. Rows of one name are one budget: a maximum over them.</summary>
/// <param name="Name">The budget's name.</param>
/// <param name="Limit">Largest allowed value.</param>
/// <param name="Value">The largest of the budget's rows.</param>
/// <param name="Multiplier">
/// About how much importance one more unit of the limit would buy (one MAC, parameter, byte or nanosecond), not negative; zero unless the budget
/// binds. Summed over the rows, which a higher limit all relaxes.
/// </param>
/// <param name="Binds">
/// Whether the limit stands in the way of a better selection: it has a price, and some group's next larger allowed count would exceed it.
/// </param>
public sealed record BudgetUse(string Name, long Limit, long Value, double Multiplier, bool Binds)
{
    /// <summary>What is left of the limit.</summary>
    public long Slack => Limit - Value;

    /// <summary>The use of every budget, in the order of their first rows.</summary>
    public static IReadOnlyList<BudgetUse> Of(SelectionProblem problem, SelectionResult result)
    {
        int[] counts = [.. result.Kept.Select(mask => mask.Count(kept => kept))];
        return [.. Enumerable.Range(0, problem.Budgets.Count).GroupBy(k => problem.Budgets[k].Name).Select(rows =>
        {
            int[] binding = [.. rows.Where(k => result.Multipliers[k] > 0 && IsInTheWay(problem, problem.Budgets[k], counts))];
            return new BudgetUse(
                rows.Key, rows.Min(k => problem.Budgets[k].Limit / problem.Budgets[k].Scale),
                rows.Max(k => problem.Budgets[k].InBudgetUnits(result.BudgetValues[k])),
                binding.Sum(k => result.Multipliers[k] * problem.Budgets[k].Scale), binding.Length > 0);
        })];
    }

    private static bool IsInTheWay(SelectionProblem problem, BudgetRow row, int[] counts)
    {
        for (var g = 0; g < counts.Length; g++)
        {
            var before = counts[g];
            for (var count = before + 1; count <= problem.Groups[g].Size; count++)
            {
                if (!problem.Groups[g].Allows(count))
                    continue;
                counts[g] = count;
                var exceeded = row.Value(counts) > row.Limit;
                counts[g] = before;
                if (exceeded)
                    return true;
                break;
            }
        }
        return false;
    }
}
