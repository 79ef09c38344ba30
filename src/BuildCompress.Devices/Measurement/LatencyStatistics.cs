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
/// <param name="Noise">Half the width of the 95 % interval of <see cref="Latency"/>, relative to it; by <see cref="BlockBootstrap"/>.</param>
/// <param name="Drift">Lower quartile of the last quarter of the blocks over that of the first; above 1 the processor slowed down.</param>
/// <param name="Samples">Number of timed runs.</param>
public sealed record LatencyStatistics(
    LatencyMs P25, LatencyMs Min, LatencyMs P50, LatencyMs P95, LatencyMs? CpuP25, double Dispersion, double Noise, double Drift, int Samples)
{
    private const double MinTolerance = 1.02;
    private const double CpuTolerance = 1.03;
    private const double DriftTolerance = 1.05;

    /// <summary>
    /// Whether something else ran on these cores: the quartile lies more than 2 % above the minimum or 3 % above CPU time.
    /// </summary>
    public bool Contended => IsContended(P25, Min, CpuP25);

    /// <summary>Whether the processor itself became slower meanwhile by more than 5 %: it throttles, or its frequency is not fixed.</summary>
    public bool Throttled => Drift > DriftTolerance;

    /// <summary>
    /// Best estimate of the undisturbed latency: <see cref="P25"/>; of a contended measurement the CPU time or, without it, the minimum.
    /// </summary>
    public LatencyMs Latency => Contended ? CpuP25 is { } cpu && cpu <= P25 ? cpu : Min : P25;

    /// <summary>Statistics of samples.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static LatencyStatistics Of(LatencySamples samples)
    {
        if (samples.Wall.Length == 0)
            throw new ArgumentException("Statistics need at least one sample.", nameof(samples));
        var wall = samples.Wall.Order().ToArray();
        var p25 = new LatencyMs(Quantiles.Of(wall, 0.25));
        var min = new LatencyMs(wall[0]);
        var median = Quantiles.Of(wall, 0.5);
        LatencyMs? cpu = samples.Cpu.Length == 0 ? null : new LatencyMs(Quantiles.OfUnsorted(samples.Cpu, 0.25));
        // Frequency shows in CPU time, whatever the neighbours do; of a contended wall clock it cannot be told from them.
        var steady = cpu is not null ? samples.Cpu : samples.Wall;
        var reported = IsContended(p25, min, cpu) && cpu is not null ? samples.Cpu : samples.Wall;
        return new LatencyStatistics(
            p25, min, new LatencyMs(median), new LatencyMs(Quantiles.Of(wall, 0.95)), cpu,
            (Quantiles.Of(wall, 0.75) - Quantiles.Of(wall, 0.25)) / median, NoiseOf(reported, samples.RunsPerBlock),
            DriftOf(steady, samples.RunsPerBlock), wall.Length);
    }

    private static bool IsContended(LatencyMs p25, LatencyMs min, LatencyMs? cpu) =>
        p25.Value > min.Value * MinTolerance || (cpu is { } time && p25.Value > time.Value * CpuTolerance);

    private static double NoiseOf(double[] samples, int runsPerBlock)
    {
        var (low, high) = BlockBootstrap.Interval([new BlockBootstrap(samples, runsPerBlock)], 0.25, quantiles => quantiles[0]);
        return (high - low) / (high + low);
    }

    private static double DriftOf(double[] samples, int runsPerBlock)
    {
        var quarter = samples.Length / runsPerBlock / 4 * runsPerBlock;
        return quarter == 0 ? 1 : Quantiles.OfUnsorted(samples.AsSpan(^quarter..), 0.25) / Quantiles.OfUnsorted(samples.AsSpan(0, quarter), 0.25);
    }
}
