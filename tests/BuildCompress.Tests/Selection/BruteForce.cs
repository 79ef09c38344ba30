using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>Tries every selection.</summary>
internal static class BruteForce
{
    /// <summary>The largest objective of an allowed selection within the budgets, or null when there is none.</summary>
    public static double? Optimum(SelectionProblem problem)
    {
        double? best = null;
        foreach (var (kept, counts) in Selections(problem))
        {
            if (problem.Budgets.Any(row => row.Value(counts) > row.Limit))
                continue;
            var objective = SelectionCheck.Objective(problem, kept);
            best = best is null ? objective : Math.Max(best.Value, objective);
        }
        return best;
    }

    /// <summary>The smallest value of a budget over all allowed selections.</summary>
    public static long Smallest(SelectionProblem problem, int budget) =>
        Selections(problem).Min(s => problem.Budgets[budget].Value(s.Counts));

    private static IEnumerable<(bool[][] Kept, int[] Counts)> Selections(SelectionProblem problem)
    {
        var variables = problem.Groups.Sum(g => g.Size);
        for (var bits = 0; bits < 1 << variables; bits++)
        {
            var kept = new bool[problem.Groups.Count][];
            var counts = new int[kept.Length];
            var (at, allowed) = (0, true);
            for (var g = 0; g < kept.Length && allowed; g++)
            {
                kept[g] = new bool[problem.Groups[g].Size];
                for (var i = 0; i < kept[g].Length; i++)
                    kept[g][i] = (bits >> at++ & 1) != 0;
                counts[g] = kept[g].Count(k => k);
                allowed = problem.Groups[g].Allows(counts[g]);
            }
            if (allowed)
                yield return (kept, counts);
        }
    }
}
