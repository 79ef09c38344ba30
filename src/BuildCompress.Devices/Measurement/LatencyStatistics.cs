using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Measurement;

/// <summary>
/// What the samples of one model say. Interference only ever adds time, so the lower quartile is steady where mean and median are not.
/// </summary>
/// <param name="P25">Lower quartile of wall time: the figure to report on a quiet machine.</param>
/// <param name="Min">Shortest wall time.</param>
/// <param name="P50">Median wall time.</param>
/// <param name="P95">95th percentile of wall time.</param>
/// <param name="CpuP25">Lower quartile of the calling thread's CPU time; null with several threads, or without such a clock.</param>
/// <param name="Dispersion">Distance of the quartiles over the median.</param>
/// <param name="Samples">Number of timed runs.</param>
public sealed record LatencyStatistics(
    LatencyMs P25, LatencyMs Min, LatencyMs P50, LatencyMs P95, LatencyMs? CpuP25, double Dispersion, int Samples)
{
    private const double MinTolerance = 1.02;
    private const double CpuTolerance = 1.03;

    /// <summary>
    /// Whether something else ran on these cores: the quartile lies more than 2 % above the minimum or 3 % above CPU time.
    /// </summary>
    public bool Contended =>
        P25.Value > Min.Value * MinTolerance || (CpuP25 is { } cpu && P25.Value > cpu.Value * CpuTolerance);

    /// <summary>
    /// Best estimate of the undisturbed latency: <see cref="P25"/>; of a contended measurement the CPU time or, without it, the minimum.
    /// </summary>
    public LatencyMs Latency => Contended ? CpuP25 is { } cpu && cpu <= P25 ? cpu : Min : P25;

    /// <summary>Statistics of samples in milliseconds, in any order; <paramref name="cpu"/> may be empty.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static LatencyStatistics Of(ReadOnlySpan<double> wall, ReadOnlySpan<double> cpu)
    {
        if (wall.IsEmpty)
            throw new ArgumentException("Statistics need at least one sample.", nameof(wall));
        var sorted = wall.ToArray();
        Array.Sort(sorted);
        var sortedCpu = cpu.ToArray();
        Array.Sort(sortedCpu);
        var median = Quantile(sorted, 0.5);
        return new LatencyStatistics(
            new LatencyMs(Quantile(sorted, 0.25)),
            new LatencyMs(sorted[0]),
            new LatencyMs(median),
            new LatencyMs(Quantile(sorted, 0.95)),
            sortedCpu.Length == 0 ? null : new LatencyMs(Quantile(sortedCpu, 0.25)),
            (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / median,
            sorted.Length);
    }

    /// <summary>Linear between the two nearest ranks.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
