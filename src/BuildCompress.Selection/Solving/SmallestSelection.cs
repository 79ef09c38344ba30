namespace BuildCompress.Selection.Solving;

/// <summary>The selection of fewest channels.</summary>
internal static class SmallestSelection
{
    /// <summary>
    /// The fewest channels each group may keep. Branch and sum of a residual site keep the same channels here, as many as both allow; only a branch
    /// that may be empty is, where the shortcut always has enough for the sum.
    /// </summary>
    /// <exception cref="ArgumentException">The two sides of a residual site allow no common count.</exception>
    public static int[] Counts(SelectionProblem problem)
    {
        var counts = problem.Groups.Select(group => group.SmallestAllowed).ToArray();
        foreach (var rule in SourcesFirst(problem))
        {
            var (branch, sum) = (problem.Groups[rule.Branch], problem.Groups[rule.Sum]);
            if (counts[rule.Branch] == 0 && ShortcutSuffices(problem, rule, counts))
                continue;
            var count = Math.Max(counts[rule.Branch], counts[rule.Sum]);
            while (!branch.Allows(count) || !sum.Allows(count))
                if (++count > sum.Size)
                    throw new ArgumentException($"{sum.Name} and its branch allow no common count.");
            (counts[rule.Branch], counts[rule.Sum]) = (count, count);
        }
        return counts;
    }

    /// <summary>That many channels of every group, those of the highest scores, as the residual rules allow.</summary>
    /// <param name="problem">Groups and rules.</param>
    /// <param name="score">By group and channel.</param>
    public static bool[][] Masks(SelectionProblem problem, Func<int, int, double> score)
    {
        var counts = Counts(problem);
        var sumOf = problem.Residuals.ToDictionary(rule => rule.Branch, rule => rule.Sum);
        var kept = problem.Groups.Select((group, g) => Best(g, Enumerable.Range(0, group.Size), sumOf.TryGetValue(g, out var sum) ? sum : g)).ToArray();
        foreach (var rule in SourcesFirst(problem))
        {
            var isProduced = counts[rule.Branch] == counts[rule.Sum];
            var offered = isProduced ? Where(kept[rule.Branch], 0)
                : rule.Source is { } source ? Where(kept[source], rule.Offset) : Enumerable.Range(0, problem.Groups[rule.Sum].Size);
            kept[rule.Sum] = Best(rule.Sum, offered, rule.Sum);
        }

        return kept;

        bool[] Best(int group, IEnumerable<int> offered, int sum)
        {
            var mask = new bool[problem.Groups[group].Size];
            foreach (var j in offered.OrderByDescending(j => sum == group ? score(group, j) : score(group, j) + score(sum, j)).Take(counts[group]))
                mask[j] = true;
            return mask;
        }
    }

    /// <summary>The masks by the scores of now, variable by variable.</summary>
    public static void Apply(SelectionState state)
    {
        var problem = state.Problem;
        var wanted = Masks(problem.Problem, (group, j) => state.Score[problem.Start[group] + j]).SelectMany(mask => mask).ToArray();
        for (var v = 0; v < wanted.Length; v++)
            if (state.IsOn[v] != wanted[v])
                state.Flip(v);
    }

    private static bool ShortcutSuffices(SelectionProblem problem, ResidualRule rule, int[] counts) =>
        rule.Source is not { } source
        || (counts[source] >= counts[rule.Sum] && rule.Offset >= 0 && rule.Offset + problem.Groups[source].Size <= problem.Groups[rule.Sum].Size);

    private static IEnumerable<ResidualRule> SourcesFirst(SelectionProblem problem)
    {
        var ofSum = problem.Residuals.ToDictionary(rule => rule.Sum);
        var bySource = problem.Residuals.Where(rule => rule.Source is not null).ToDictionary(rule => rule.Source!.Value);
        foreach (var first in problem.Residuals.Where(rule => rule.Source is not { } source || !ofSum.ContainsKey(source)))
        {
            for (var rule = first; rule is not null; rule = bySource.GetValueOrDefault(rule.Sum))
                yield return rule;
        }
    }

    private static IEnumerable<int> Where(bool[] kept, int offset) => Enumerable.Range(0, kept.Length).Where(j => kept[j]).Select(j => j + offset);
}
