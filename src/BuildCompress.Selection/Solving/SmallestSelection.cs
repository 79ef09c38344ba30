namespace BuildCompress.Selection.Solving;

/// <summary>The selection of fewest channels.</summary>
internal static class SmallestSelection
{
    /// <summary>
    /// The fewest channels each group may keep. Branch and sum of a residual site keep the same channels here, as many as both allow.
    /// </summary>
    public static int[] Counts(SelectionProblem problem)
    {
        var counts = problem.Groups.Select(group => group.SmallestAllowed).ToArray();
        foreach (var rule in problem.Residuals)
        {
            var (branch, sum) = (problem.Groups[rule.Branch], problem.Groups[rule.Sum]);
            var count = Math.Max(counts[rule.Branch], counts[rule.Sum]);
            while (!branch.Allows(count) || !sum.Allows(count))
                if (++count > sum.Size)
                    throw new ArgumentException($"{sum.Name} and its branch allow no common count.");
            (counts[rule.Branch], counts[rule.Sum]) = (count, count);
        }
        return counts;
    }

    /// <summary>Keeps in every group the fewest channels, those of the highest scores now.</summary>
    public static void Apply(SelectionState state)
    {
        var problem = state.Problem;
        var counts = Counts(problem.Problem);
        var wanted = new bool[problem.Linear.Length];
        for (var g = 0; g < counts.Length; g++)
        {
            var group = g;
            foreach (var v in Enumerable.Range(problem.Start[group], problem.SizeOf(group)).OrderByDescending(Score).Take(counts[group]))
                wanted[v] = true;
        }
        foreach (var rule in problem.Problem.Residuals)
            wanted.AsSpan(problem.Start[rule.Branch], problem.SizeOf(rule.Branch)).CopyTo(wanted.AsSpan(problem.Start[rule.Sum]));
        for (var v = 0; v < wanted.Length; v++)
            if (state.IsOn[v] != wanted[v])
                state.Flip(v);

        double Score(int v) => state.Score[v] + (problem.Streams[v].Sum is var sum and >= 0 ? state.Score[sum] : 0);
    }
}
