namespace BuildCompress.Selection.Solving;

/// <summary>The residual rules, variable by variable: chains of (u, v) sites, each v depending on the v before it.</summary>
internal sealed class ResidualStreams
{
    private readonly Site[] _sites;

    public ResidualStreams(SelectionProblem problem, int[] start)
    {
        _sites = new Site[start[^1]];
        Array.Fill(_sites, Site.Alone);
        var (sums, branches, sources) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
        foreach (var rule in problem.Residuals)
        {
            var (sum, branch) = (problem.Groups[rule.Sum], problem.Groups[rule.Branch]);
            if (sum.Size != branch.Size)
                throw new ArgumentException($"The sum {sum.Name} has {sum.Size} channels, its branch {branch.Name} has {branch.Size}.");
            if (!sums.Add(rule.Sum) || !branches.Add(rule.Branch) || (rule.Source is { } s && !sources.Add(s)))
                throw new ArgumentException($"A group of the residual rule of {sum.Name} has that part in another rule already.");

            for (var j = 0; j < sum.Size; j++)
            {
                var (u, v) = (start[rule.Branch] + j, start[rule.Sum] + j);
                var source = Site.Anything;
                if (rule.Source is { } group)
                {
                    var i = j - rule.Offset;
                    source = i >= 0 && i < problem.Groups[group].Size ? start[group] + i : Site.None;
                }
                _sites[u] = _sites[u] with { Sum = v, Source = source };
                _sites[v] = _sites[v] with { Branch = u, Source = source };
                if (source >= 0)
                    _sites[source] = _sites[source] with { NextSum = v };
            }
        }
        Blocks = BuildBlocks(problem);
        Touched = [.. Enumerable.Range(0, problem.Groups.Count).Select(g => TouchedBy(problem, g))];
        BranchIsElsewhere(problem, branches, sums, sources);
    }

    /// <summary>
    /// Groups that a coordinate step moves together, in the order of the data: a whole stream, or one ordinary group. Within a stream sources come
    /// before sums.
    /// </summary>
    public int[][] Blocks { get; }

    /// <summary>Per group, itself and those whose channels its channels may free or bind.</summary>
    public int[][] Touched { get; }

    public ref readonly Site this[int variable] => ref _sites[variable];

    /// <summary>Whether the variables of one action (a u, a v, or both of a site) may be flipped without breaking a rule.</summary>
    public bool CanFlip(bool[] isOn, int variable, bool withSum)
    {
        ref readonly var site = ref _sites[variable];
        if (withSum)
            return isOn[variable] == isOn[site.Sum] && (!isOn[variable] || !IsNeeded(isOn, site.Sum));
        if (site.Sum >= 0)
            return isOn[site.Sum] && (!isOn[variable] || IsProduced(isOn, site.Source));
        if (isOn[variable])
            return !IsNeeded(isOn, variable) && (site.Branch < 0 || !isOn[site.Branch]);
        return site.Branch < 0 || IsProduced(isOn, site.Source);
    }

    /// <summary>Whether the next sum keeps the channel only because this v produces it.</summary>
    private bool IsNeeded(bool[] isOn, int v)
    {
        var next = _sites[v].NextSum;
        return next >= 0 && isOn[next] && !isOn[_sites[next].Branch];
    }

    private static bool IsProduced(bool[] isOn, int source) => source == Site.Anything || (source >= 0 && isOn[source]);

    private static int[] TouchedBy(SelectionProblem problem, int group) =>
        [.. problem.Residuals
            .Select(rule => rule.Source is { } source ? new[] { rule.Sum, rule.Branch, source } : [rule.Sum, rule.Branch])
            .Where(rule => rule.Contains(group)).SelectMany(rule => rule).Append(group).Distinct().Order()];

    private static int[][] BuildBlocks(SelectionProblem problem)
    {
        var bySource = problem.Residuals.Where(r => r.Source is not null).ToDictionary(r => r.Source!.Value);
        var inRule = problem.Residuals.SelectMany(r => new[] { r.Sum, r.Branch }).ToHashSet();
        var blocks = new List<int[]>();
        for (var g = 0; g < problem.Groups.Count; g++)
            if (!inRule.Contains(g))
                blocks.Add([g, .. Following(g)]);
        foreach (var rule in problem.Residuals.Where(r => r.Source is null))
            blocks.Add([rule.Branch, rule.Sum, .. Following(rule.Sum)]);
        if (blocks.Sum(b => b.Length) != problem.Groups.Count)
            throw new ArgumentException("The residual rules form a cycle.");
        return [.. blocks.OrderBy(b => b.Min())];

        IEnumerable<int> Following(int group)
        {
            while (bySource.TryGetValue(group, out var rule))
            {
                yield return rule.Branch;
                yield return rule.Sum;
                group = rule.Sum;
            }
        }
    }

    private static void BranchIsElsewhere(SelectionProblem problem, HashSet<int> branches, HashSet<int> sums, HashSet<int> sources)
    {
        foreach (var branch in branches)
            if (sums.Contains(branch) || sources.Contains(branch))
                throw new ArgumentException($"The branch {problem.Groups[branch].Name} is a sum or a source as well.");
    }
}
