using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>A problem, asked again after what cutting and counting a choice has told of its rows.</summary>
internal static class AdjustedRows
{
    /// <summary>Part of a limit that rows may overstate without being anchored anew.</summary>
    private const double Leeway = 0.002;

    /// <summary>The problem in which groups that keep channels, but no active one, are empty; null when there are none. Happens once per group at most.</summary>
    public static SelectionProblem? WithoutInactive(SelectionProblem problem, SelectionResult result, ChannelSelection active)
    {
        bool IsInactive(int group) => result.Kept[group].Contains(true) && !active.Kept[group].Contains(true);
        return Enumerable.Range(0, problem.Groups.Count).Any(IsInactive)
            ? problem with { Groups = [.. problem.Groups.Select((g, i) => IsInactive(i) ? g with { Minimum = 0, Maximum = 0 } : g)] }
            : null;
    }

    /// <summary>The problem with the rows of each budget lowered, from what they predicted, by what the file turned out to exceed it.</summary>
    public static SelectionProblem Tightened(Choice tried, IReadOnlyList<ResolvedBudget> budgets)
    {
        var overshoot = budgets.ToDictionary(b => b.Name, b => tried.Cost[b.Kind] - b.Limit);
        var predicted = tried.Problem.Budgets.Zip(tried.Result.BudgetValues).GroupBy(b => b.First.Name).ToDictionary(b => b.Key, b => b.Max(row => row.Second));
        return tried.Problem with
        {
            Budgets = [.. tried.Problem.Budgets.Select(row => overshoot[row.Name] > 0
                ? row with { Limit = Math.Min(row.Limit, predicted[row.Name]) - overshoot[row.Name] * row.Scale }
                : row)],
        };
    }

    /// <summary>The problem with limits a part of the way from the fewest channels to what they are.</summary>
    public static SelectionProblem WithRoom(SelectionProblem problem, double room)
    {
        int[] fewest = [.. problem.SmallestSelection().Select(mask => mask.Count(kept => kept))];
        return problem with
        {
            Budgets = [.. problem.Budgets.Select(row => row with { Limit = row.Value(fewest) + (long)(room * (row.Limit - row.Value(fewest))) })],
        };
    }

    /// <summary>
    /// The problem with every block there or gone as in this cut, and rows exact at it; those of peak memory are as they are.
    /// </summary>
    public static SelectionProblem ExactAt(Choice cut, IReadOnlyList<ResolvedBudget> budgets)
    {
        var (rows, problem) = (cut.Problem.Budgets.ToArray(), cut.Problem);
        foreach (var budget in budgets.Where(b => b.Kind != BudgetKind.PeakMemory))
        {
            var k = Array.FindIndex(rows, row => row.Name == budget.Name);
            rows[k] = rows[k] with
            {
                Limit = budget.Limit * rows[k].Scale, Constant = rows[k].Constant + cut.Cost[budget.Kind] * rows[k].Scale - cut.Result.BudgetValues[k],
            };
        }

        return problem with
        {
            Budgets = rows,
            Groups = [.. problem.Groups.Select((g, i) => g.Minimum > 0 ? g
                : cut.Result.Kept[i].Contains(true) ? g with { Minimum = 1 } : g with { Maximum = 0 })],
        };
    }

    /// <summary>The problem with only this part of the room that its rows leave beyond a choice.</summary>
    public static SelectionProblem WithPart(SelectionProblem problem, Choice known, double part)
    {
        int[] counts = [.. known.Result.Kept.Select(mask => mask.Count(kept => kept))];
        return problem with
        {
            Budgets = [.. problem.Budgets.Select(row => row with { Limit = row.Value(counts) + (long)(part * (row.Limit - row.Value(counts))) })],
        };
    }

    /// <summary>
    /// The problem with the rows of binding budgets exact at this cut, where that leaves clearly more room; null where it does not. The form of a narrow
    /// artifact can be leaner than rows know: no padded image, none of the names and scales of a dropped block.
    /// </summary>
    public static SelectionProblem? AnchoredAtCut(Choice choice, IReadOnlyList<ResolvedBudget> budgets)
    {
        var (rows, result, isAnchored) = (choice.Problem.Budgets.ToArray(), choice.Result, false);
        foreach (var budget in budgets.Where(b => b.Kind != BudgetKind.PeakMemory))
        {
            var k = Array.FindIndex(rows, row => row.Name == budget.Name);
            var (row, actual) = (rows[k], choice.Cost[budget.Kind] * rows[k].Scale);
            var limit = budget.Limit * row.Scale;
            if (result.Multipliers[k] <= 0 || limit - actual - (row.Limit - result.BudgetValues[k]) <= Leeway * limit)
                continue;
            rows[k] = row with { Limit = limit, Constant = row.Constant + actual - result.BudgetValues[k] };
            isAnchored = true;
        }

        return isAnchored ? choice.Problem with { Budgets = rows } : null;
    }
}
