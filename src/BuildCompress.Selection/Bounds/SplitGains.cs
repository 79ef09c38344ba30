namespace BuildCompress.Selection.Bounds;

/// <summary>
/// What splitting a box at each group has brought so far, for each unit of the group's excess (pseudo-costs): groups that lower the bound are
/// split first. Groups not tried yet count as average ones.
/// </summary>
internal sealed class SplitGains(int groups)
{
    /// <summary>Weight of the higher part's gain; the box's bound is that of its higher part.</summary>
    private const double OfHigher = 0.8;

    private readonly double[] _sums = new double[groups];
    private readonly int[] _splits = new int[groups];
    private double _sum;
    private int _count;

    /// <summary>The gain to expect from a split.</summary>
    public double Expected(int group, double excess) =>
        (excess + 1e-12) * (_sums[group] + (_count > 0 ? _sum / _count : 1)) / (_splits[group] + 1);

    /// <summary>Learns from a split whose parts' bounds lie this much lower.</summary>
    public void Add(int group, double excess, double gain, double otherGain)
    {
        var ratio = (OfHigher * Math.Min(gain, otherGain) + (1 - OfHigher) * Math.Max(gain, otherGain)) / (excess + 1e-12);
        (_sums[group], _splits[group], _sum, _count) = (_sums[group] + ratio, _splits[group] + 1, _sum + ratio, _count + 1);
    }
}
