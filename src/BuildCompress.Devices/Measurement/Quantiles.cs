namespace BuildCompress.Devices.Measurement;

/// <summary>Quantiles of samples.</summary>
internal static class Quantiles
{
    /// <summary>Linear between the two nearest ranks of ascending samples.</summary>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>The same of samples in any order.</summary>
    public static double OfUnsorted(ReadOnlySpan<double> samples, double share)
    {
        var sorted = samples.ToArray();
        Array.Sort(sorted);
        return Of(sorted, share);
    }
}
