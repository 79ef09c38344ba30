namespace BuildCompress.Selection;

/// <summary>Things that are kept or dropped one by one, all alike in cost: the channels of a coupling group.</summary>
/// <param name="Name">For people.</param>
/// <param name="Size">How many there are, at least 1.</param>
/// <param name="Minimum">Fewest to keep, from 0 (the group may vanish) to <paramref name="Size"/>.</param>
/// <param name="Granularity">The kept count is a multiple of this, 0 included where the minimum allows it, or the full size.</param>
public sealed record SelectionGroup(string Name, int Size, int Minimum = 1, int Granularity = 1)
{
    /// <summary>Most to keep; <see cref="Size"/> unless set.</summary>
    public int Maximum { get; init; } = Size;

    /// <summary>The counts that may be kept, in place of the multiples of <see cref="Granularity"/>; those outside minimum and maximum are ignored.</summary>
    public IReadOnlyList<int>? AllowedCounts { get; init; }

    /// <summary>A group of which everything is kept.</summary>
    public static SelectionGroup Fixed(string name, int size) => new(name, size, size);

    /// <summary>Whether <paramref name="count"/> channels may be kept.</summary>
    public bool Allows(int count) =>
        count >= Minimum && count <= Maximum && count <= Size
        && (AllowedCounts is null ? count == Size || count % Granularity == 0 : AllowedCounts.Contains(count));

    /// <summary>The fewest channels that may be kept, or <see cref="int.MaxValue"/> when no count is allowed.</summary>
    public int SmallestAllowed
    {
        get
        {
            for (var count = Minimum; count <= Size; count++)
                if (Allows(count))
                    return count;
            return int.MaxValue;
        }
    }
}
