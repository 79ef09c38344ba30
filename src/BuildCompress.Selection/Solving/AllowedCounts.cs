namespace BuildCompress.Selection.Solving;

/// <summary>The counts a group may keep, with their neighbours.</summary>
internal sealed class AllowedCounts
{
    private readonly int[] _above;
    private readonly int[] _below;

    public AllowedCounts(SelectionGroup group)
    {
        All = [.. Enumerable.Range(0, group.Size + 1).Where(group.Allows)];
        _above = new int[group.Size + 1];
        _below = new int[group.Size + 1];
        for (int count = 0, below = -1; count <= group.Size; count++)
        {
            _below[count] = below;
            below = group.Allows(count) ? count : below;
        }
        for (int count = group.Size, above = -1; count >= 0; count--)
        {
            _above[count] = above;
            above = group.Allows(count) ? count : above;
        }
        IsEveryCount = All[^1] - All[0] == All.Length - 1;
    }

    /// <summary>Rising.</summary>
    public int[] All { get; }

    public int Smallest => All[0];

    public int Largest => All[^1];

    /// <summary>No gaps between the smallest and the largest.</summary>
    public bool IsEveryCount { get; }

    /// <summary>The next larger allowed count, or -1.</summary>
    public int Above(int count) => _above[count];

    /// <summary>The next smaller allowed count, or -1.</summary>
    public int Below(int count) => _below[count];
}
