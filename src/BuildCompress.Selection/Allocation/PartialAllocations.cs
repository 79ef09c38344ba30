namespace BuildCompress.Selection.Allocation;

/// <summary>Allocations of the first few items, in flat arrays: what they cost and lose, and which one of the level before each continues.</summary>
internal sealed class PartialAllocations(int budgets)
{
    private readonly List<long> costs = [];

    public List<double> Loss { get; } = [];

    /// <summary>Loss, the price of what is spent, and the least priced loss of the items that follow: a bound on every completion.</summary>
    public List<double> Bound { get; } = [];

    public List<int> Parent { get; } = [];

    public List<int> Choice { get; } = [];

    public int Count => Loss.Count;

    public ReadOnlySpan<long> Costs(int index) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(costs).Slice(index * budgets, budgets);

    public void Add(ReadOnlySpan<long> spent, double loss, double bound, int parent, int choice)
    {
        costs.AddRange(spent);
        Loss.Add(loss);
        Bound.Add(bound);
        Parent.Add(parent);
        Choice.Add(choice);
    }

    /// <summary>Those at <paramref name="indices"/>, in that order.</summary>
    public PartialAllocations Take(IEnumerable<int> indices)
    {
        var taken = new PartialAllocations(budgets);
        foreach (var i in indices)
            taken.Add(Costs(i), Loss[i], Bound[i], Parent[i], Choice[i]);
        return taken;
    }

    /// <summary>
    /// Those that no other beats in loss and every cost. With three and more budgets, those that agree with another in all but the first cost are
    /// compared only.
    /// </summary>
    public PartialAllocations Undominated()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(order, Compare);
        return budgets <= 2 ? Take(Staircase(order)) : Take(order.Where((index, i) => i == 0 || !Dominates(order[i - 1], index)));
    }

    private int Compare(int a, int b)
    {
        var order = Costs(a).SequenceCompareTo(Costs(b));
        return order != 0 ? order : Loss[a] != Loss[b] ? Loss[a].CompareTo(Loss[b]) : a.CompareTo(b);
    }

    private bool Dominates(int a, int b) => Costs(a)[1..].SequenceEqual(Costs(b)[1..]) && Loss[a] <= Loss[b];

    /// <summary>By rising first cost; a tree of least losses by second cost tells whether one before loses no more.</summary>
    private IEnumerable<int> Staircase(int[] order)
    {
        long[] seconds = [.. order.Select(Second).Distinct().Order()];
        var least = new double[seconds.Length + 1];
        Array.Fill(least, double.PositiveInfinity);
        foreach (var index in order)
        {
            var rank = Array.BinarySearch(seconds, Second(index)) + 1;
            var before = double.PositiveInfinity;
            for (var r = rank; r > 0; r -= r & -r)
                before = Math.Min(before, least[r]);
            if (before <= Loss[index])
                continue;
            for (var r = rank; r < least.Length; r += r & -r)
                least[r] = Math.Min(least[r], Loss[index]);
            yield return index;
        }
    }

    private long Second(int index) => budgets > 1 ? Costs(index)[1] : 0;
}
