namespace BuildCompress.Devices.Measurement;

/// <summary>
/// Which runs of a model nothing disturbed: other work only ever adds time, be it that a run waits for a core or that it finds caches cold, so runs
/// are undisturbed that took at most 2 % more than the shortest one.
/// </summary>
internal static class UndisturbedRuns
{
    /// <summary>Largest undisturbed time over the shortest.</summary>
    public const double Tolerance = 1.02;

    /// <summary>Their lower quartile, and which share of all runs they are.</summary>
    /// <param name="ascending">Times of all runs; at least one.</param>
    public static (double LowerQuartile, double Share) Of(ReadOnlySpan<double> ascending)
    {
        var (largest, count) = (ascending[0] * Tolerance, 1);
        while (count < ascending.Length && ascending[count] <= largest)
            count++;
        return (Quantiles.Of(ascending[..count], 0.25), (double)count / ascending.Length);
    }
}
