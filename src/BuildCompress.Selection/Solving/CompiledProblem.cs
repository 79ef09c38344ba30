namespace BuildCompress.Selection.Solving;

/// <summary>
/// A problem laid out for the search: the channels of all groups in one row of variables, terms between the same two groups merged and
/// stored both ways, costs gathered per group. Read by all restarts at once, never written.
/// </summary>
internal sealed class CompiledProblem
{
    public CompiledProblem(SelectionProblem problem)
    {
        Problem = problem;
        var groups = problem.Groups;
        Start = new int[groups.Count + 1];
        for (var g = 0; g < groups.Count; g++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(groups[g].Minimum);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(groups[g].Minimum, groups[g].Size);
            ArgumentOutOfRangeException.ThrowIfLessThan(groups[g].Granularity, 1);
            if (groups[g].SmallestAllowed > groups[g].Size)
                throw new ArgumentException($"Group {groups[g].Name} allows no count from {groups[g].Minimum} to {groups[g].Maximum}.");
            Start[g + 1] = Start[g] + groups[g].Size;
        }

        Counts = [.. groups.Select(group => new AllowedCounts(group))];
        Costs = GroupCost.Of(problem);
        Limits = [.. problem.Budgets.Select(row => row.Limit)];
        Linear = new double[Start[^1]];
        foreach (var term in problem.Linear)
        {
            Validate(term.Name, term.Importance, groups[term.Group].Size);
            for (var j = 0; j < term.Importance.Length; j++)
                Linear[Start[term.Group] + j] += term.Importance[j];
        }
        Links = BuildLinks(problem);
        Streams = new ResidualStreams(problem, Start);
        GroupOf = new int[Start[^1]];
        for (var g = 0; g < groups.Count; g++)
            Array.Fill(GroupOf, g, Start[g], SizeOf(g));
    }

    public SelectionProblem Problem { get; }

    public int GroupCount => Counts.Length;

    /// <summary>Index of the first variable of each group, and one past the last.</summary>
    public int[] Start { get; }

    public AllowedCounts[] Counts { get; }

    public GroupCost[] Costs { get; }

    public long[] Limits { get; }

    /// <summary>Importance of each variable by itself, the diagonals of self terms included.</summary>
    public double[] Linear { get; }

    public Link[][] Links { get; }

    public ResidualStreams Streams { get; }

    /// <summary>Group of each variable.</summary>
    public int[] GroupOf { get; }

    public int LargestGroup => Enumerable.Range(0, GroupCount).Max(SizeOf);

    public int SizeOf(int group) => Start[group + 1] - Start[group];

    private Link[][] BuildLinks(SelectionProblem problem)
    {
        var links = new List<Link>[problem.Groups.Count];
        for (var g = 0; g < links.Length; g++)
            links[g] = [];

        foreach (var pair in problem.Bilinear.GroupBy(t => (Math.Min(t.Output, t.Input), Math.Max(t.Output, t.Input))))
        {
            var (a, b) = pair.Key;
            var (rowsOfA, rowsOfB) = (new float[SizeOf(a) * SizeOf(b)], new float[SizeOf(a) * SizeOf(b)]);
            foreach (var term in pair)
            {
                Validate(term.Name, term.Importance, SizeOf(a) * SizeOf(b));
                AddTo(term.Output == a ? rowsOfA : rowsOfB, term.Importance);
                AddTransposed(term.Output == a ? rowsOfB : rowsOfA, term.Importance, SizeOf(term.Output), SizeOf(term.Input));
            }
            if (a != b)
            {
                links[a].Add(new Link(b, rowsOfA));
                links[b].Add(new Link(a, rowsOfB));
                continue;
            }

            // Both halves of x_i x_j: I_ij + I_ji off the diagonal; x_i x_i = x_i, so the diagonal is linear.
            AddTo(rowsOfA, rowsOfB);
            for (var i = 0; i < SizeOf(a); i++)
            {
                Linear[Start[a] + i] += rowsOfA[i * SizeOf(a) + i] / 2;
                rowsOfA[i * SizeOf(a) + i] = 0;
            }
            links[a].Add(new Link(a, rowsOfA));
        }
        return [.. links.Select(list => list.ToArray())];
    }

    private static void AddTo(Span<float> target, ReadOnlySpan<float> source)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] += source[i];
    }

    private static void AddTransposed(Span<float> target, ReadOnlySpan<float> source, int rows, int columns)
    {
        for (var j = 0; j < rows; j++)
            for (var i = 0; i < columns; i++)
                target[i * rows + j] += source[j * columns + i];
    }

    private static void Validate(string name, float[] importance, int length)
    {
        if (importance.Length != length)
            throw new ArgumentException($"Term {name} has {importance.Length} importances; its groups ask for {length}.");
        foreach (var value in importance)
            if (!(value >= 0) || float.IsInfinity(value))
                throw new ArgumentException($"Term {name} has the importance {value}; it must be finite and not negative.");
    }
}
