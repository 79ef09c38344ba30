using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>Tries every selection.</summary>
internal static class BruteForce
{
    /// <summary>The largest objective of an allowed selection within the budgets, or null when there is none.</summary>
    public static double? Optimum(SelectionProblem problem) => Optimum(problem, kept => SelectionCheck.Objective(problem, kept));

    /// <summary>The same of another objective.</summary>
    public static double? Optimum(SelectionProblem problem, Func<bool[][], double> worth)
    {
        double? best = null;
        foreach (var (kept, counts) in Selections(problem))
        {
            if (problem.Budgets.Any(row => row.Value(counts) > row.Limit))
                continue;
            var objective = worth(kept);
            best = best is null ? objective : Math.Max(best.Value, objective);
        }
        return best;
    }

    /// <summary>The smallest value of a budget over all allowed selections.</summary>
    public static long Smallest(SelectionProblem problem, int budget) =>
        Selections(problem).Min(s => problem.Budgets[budget].Value(s.Counts));

    /// <summary>The smallest value of a budget over the allowed selections that meet all others, or null when none does.</summary>
    public static long? SmallestBesideOthers(SelectionProblem problem, int budget)
    {
        var others = problem.Budgets.Where((_, k) => k != budget).ToArray();
        return Selections(problem).Where(s => others.All(row => row.Value(s.Counts) <= row.Limit))
            .Min(s => (long?)problem.Budgets[budget].Value(s.Counts));
    }

    private static bool Obeys(ResidualRule rule, bool[][] kept)
    {
        for (var j = 0; j < kept[rule.Sum].Length; j++)
        {
            var fromShortcut = rule.Source is not { } source
                || (j >= rule.Offset && j - rule.Offset < kept[source].Length && kept[source][j - rule.Offset]);
            if (kept[rule.Branch][j] && !kept[rule.Sum][j] || kept[rule.Sum][j] && !kept[rule.Branch][j] && !fromShortcut)
                return false;
        }
        return true;
    }

    private static IEnumerable<(bool[][] Kept, int[] Counts)> Selections(SelectionProblem problem)
    {
        var masks = problem.Groups.Select(AllowedMasks).ToArray();
        var (kept, counts) = (new bool[masks.Length][], new int[masks.Length]);
        return From(0);

        IEnumerable<(bool[][], int[])> From(int group)
        {
            if (group == masks.Length)
            {
                if (problem.Residuals.All(rule => Obeys(rule, kept)))
                    yield return (kept, counts);
                yield break;
            }
            foreach (var mask in masks[group])
            {
                (kept[group], counts[group]) = (mask, mask.Count(k => k));
                foreach (var selection in From(group + 1))
                    yield return selection;
            }
        }
    }

    private static bool[][] AllowedMasks(SelectionGroup group) =>
        [.. Enumerable.Range(0, 1 << group.Size)
            .Select(bits => Enumerable.Range(0, group.Size).Select(i => (bits >> i & 1) != 0).ToArray())
            .Where(mask => group.Allows(mask.Count(k => k)))];
}
