namespace BuildCompress.Selection;

/// <summary>Things that are kept or dropped one by one, all alike in cost: the channels of a coupling group.</summary>
/// <param name="Name">For people.</param>
/// <param name="Size">How many there are, at least 1.</param>
/// <param name="Minimum">Fewest to keep, from 1 to <paramref name="Size"/>.</param>
/// <param name="Granularity">The kept count is a multiple of this or the full size.</param>
public sealed record SelectionGroup(string Name, int Size, int Minimum = 1, int Granularity = 1)
{
    /// <summary>A group of which everything is kept.</summary>
    public static SelectionGroup Fixed(string name, int size) => new(name, size, size);

    /// <summary>Whether <paramref name="count"/> channels may be kept.</summary>
    public bool Allows(int count) =>
        count >= Minimum && count <= Size && (count == Size || count % Granularity == 0);

    /// <summary>The fewest channels that may be kept.</summary>
    public int SmallestAllowed
    {
        get
        {
            var count = Minimum;
            while (!Allows(count))
                count++;
            return count;
        }
    }
}
