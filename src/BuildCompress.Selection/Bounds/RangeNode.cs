namespace BuildCompress.Selection.Bounds;

/// <summary>A box of counts, a bound on what its selections keep, and where the climb that found it stopped (or starts).</summary>
internal sealed class RangeNode(CountRanges ranges, BoundPrices prices, double[] point, double value)
{
    public CountRanges Ranges { get; } = ranges;

    public BoundPrices Prices { get; } = prices;

    public double[] Point { get; } = point;

    /// <summary>No selection in the box keeps more.</summary>
    public double Value { get; set; } = value;

    /// <summary>Per group, how much less is charged for its products at the point than its counts would cost.</summary>
    public double[] Excess { get; } = new double[ranges.Lower.Length];

    /// <summary>A smaller box, to start from where this one's climb stopped.</summary>
    public RangeNode Part(CountRanges ranges) => new(ranges, Prices.Clone(), [.. Point], Value);
}
