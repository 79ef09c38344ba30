using System.Text.Json.Serialization;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Measurement;

/// <summary>
/// What the samples of one model say. Interference only ever adds time, so figures of undisturbed runs are steady where mean and median are not.
/// </summary>
/// <param name="P25">Lower quartile of wall time over the undisturbed runs: those within 2 % of the shortest. On a quiet machine that of all runs, within their jitter.</param>
/// <param name="Min">Shortest wall time.</param>
/// <param name="P50">Median wall time of all runs.</param>
/// <param name="P95">95th percentile of wall time of all runs.</param>
/// <param name="CpuP25">Lower quartile of the calling thread's CPU time over all runs; null with several threads, or without such a clock.</param>
/// <param name="Undisturbed">Share of the runs that nothing disturbed, 0 to 1.</param>
/// <param name="Dispersion">Distance of the quartiles of all runs over the median.</param>
/// <param name="Noise">Half the width of the 95 % interval of <see cref="Latency"/>, relative to it; by <see cref="BlockBootstrap"/>.</param>
/// <param name="Drift">Lower quartile of the last quarter of the blocks over that of the first; above 1 the processor slowed down.</param>
/// <param name="Samples">Number of timed runs.</param>
public sealed record LatencyStatistics(
    LatencyMs P25, LatencyMs Min, LatencyMs P50, LatencyMs P95, LatencyMs? CpuP25, double Undisturbed, double Dispersion, double Noise, double Drift, int Samples)
{
    private const double MostlyDisturbed = 0.25;
    private const double CpuTolerance = 1.03;
    private const double DriftTolerance = 1.05;

    /// <summary>Whether something else ran on these cores: at most a quarter of the runs was undisturbed, or even those waited, 3 % longer than they computed.</summary>
    public bool Contended => Undisturbed <= MostlyDisturbed || (CpuP25 is { } cpu && P25.Value > cpu.Value * CpuTolerance);

    /// <summary>Whether the processor itself became slower meanwhile by more than 5 %: it throttles, or its frequency is not fixed.</summary>
    /// <remarks>Never of a contended measurement without CPU time: neighbours who came cannot be told from a processor that slowed down.</remarks>
    public bool Throttled => Drift > DriftTolerance && (CpuP25 is not null || !Contended);

    /// <summary>
    /// Best estimate of the undisturbed latency: the smaller of <see cref="P25"/> and <see cref="CpuP25"/>. A short run often escapes its neighbours
    /// altogether, while they slow the CPU time of most runs down through the caches; a long run never does, and waits, which CPU time leaves out.
    /// </summary>
    public LatencyMs Latency => CpuP25 is { } cpu && cpu <= P25 ? cpu : P25;

    /// <summary>Whether these can be the statistics of a measurement; what was read from a file or the network may hold anything.</summary>
    [JsonIgnore]
    public bool IsUsable =>
        Min.Value > 0 && Min <= P25 && P25 <= P50 && P50 <= P95 && double.IsFinite(P95.Value) && CpuP25 is null or { Value: > 0 and < double.PositiveInfinity }
        && Undisturbed is > 0 and <= 1 && double.IsFinite(Dispersion) && Noise is >= 0 and <= 1 && Drift is > 0 and < double.PositiveInfinity;

    /// <summary>Statistics of samples.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static LatencyStatistics Of(LatencySamples samples)
    {
        if (samples.Wall.Length == 0)
            throw new ArgumentException("Statistics need at least one sample.", nameof(samples));
        var wall = samples.Wall.Order().ToArray();
        var (p25, undisturbed) = UndisturbedRuns.Of(wall);
        var median = Quantiles.Of(wall, 0.5);
        var hasCpuTime = HasCpuTime(samples);
        // Frequency shows in CPU time, whatever the neighbours do; of a contended wall clock it cannot be told from them.
        var steady = hasCpuTime ? samples.Cpu : samples.Wall;
        return new LatencyStatistics(
            new LatencyMs(p25), new LatencyMs(wall[0]), new LatencyMs(median), new LatencyMs(Quantiles.Of(wall, 0.95)),
            hasCpuTime ? new LatencyMs(Quantiles.OfUnsorted(samples.Cpu, 0.25)) : null, undisturbed,
            (Quantiles.Of(wall, 0.75) - Quantiles.Of(wall, 0.25)) / median, NoiseOf(samples), DriftOf(steady, samples.RunsPerBlock), wall.Length);
    }

    /// <summary>Whether CPU times are there; a clock too coarse to see a single run is none.</summary>
    internal static bool HasCpuTime(LatencySamples samples) => samples.Cpu.Length == samples.Wall.Length && Quantiles.OfUnsorted(samples.Cpu, 0.25) > 0;

    private static double NoiseOf(LatencySamples samples)
    {
        if (samples.Wall.Length == 1)
            return 1; // One run says nothing of the next.
        var (low, high) = BlockBootstrap.Interval([new RedrawnLatency(samples)], latencies => latencies[0]);
        return (high - low) / (high + low);
    }

    private static double DriftOf(double[] samples, int runsPerBlock)
    {
        var quarter = samples.Length / runsPerBlock / 4 * runsPerBlock;
        if (quarter == 0)
            return 1;
        var first = Quantiles.OfUnsorted(samples.AsSpan(0, quarter), 0.25);
        return first > 0 ? Quantiles.OfUnsorted(samples.AsSpan(^quarter..), 0.25) / first : 1;
    }
}
