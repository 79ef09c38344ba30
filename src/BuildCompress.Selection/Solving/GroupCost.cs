namespace BuildCompress.Selection.Solving;

/// <summary>What the channels of one group cost, by budget.</summary>
/// <param name="Linear">A channel by itself.</param>
/// <param name="Self">Times the square of the group's count.</param>
/// <param name="Links">A channel for each kept channel of another group.</param>
internal sealed record GroupCost((int Budget, long Cost)[] Linear, (int Budget, long Cost)[] Self, CostLink[] Links)
{
    public static GroupCost[] Of(SelectionProblem problem)
    {
        var linear = new Dictionary<int, long>[problem.Groups.Count];
        var self = new Dictionary<int, long>[problem.Groups.Count];
        var links = new Dictionary<(int, int), long>[problem.Groups.Count];
        for (var g = 0; g < links.Length; g++)
            (linear[g], self[g], links[g]) = ([], [], []);

        for (var k = 0; k < problem.Budgets.Count; k++)
        {
            foreach (var (group, cost) in problem.Budgets[k].Linear)
                Add(linear[group], k, cost);
            foreach (var (a, b, cost) in problem.Budgets[k].Bilinear)
            {
                if (a == b)
                {
                    Add(self[a], k, cost);
                    continue;
                }
                Add(links[a], (k, b), cost);
                Add(links[b], (k, a), cost);
            }
        }

        return [.. Enumerable.Range(0, links.Length).Select(g => new GroupCost(
            [.. linear[g].OrderBy(p => p.Key).Select(p => (p.Key, p.Value))],
            [.. self[g].OrderBy(p => p.Key).Select(p => (p.Key, p.Value))],
            [.. links[g].OrderBy(p => p.Key).Select(p => new CostLink(p.Key.Item1, p.Key.Item2, p.Value))]))];
    }

    private static void Add<TKey>(Dictionary<TKey, long> sums, TKey key, long cost) where TKey : notnull
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        if (cost > 0)
            sums[key] = sums.GetValueOrDefault(key) + cost;
    }
}
