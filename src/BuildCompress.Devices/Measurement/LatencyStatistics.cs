using System.Text.Json.Serialization;
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
    /// <remarks>Never of a contended measurement without CPU time: neighbours who came cannot be told from a processor that slowed down.</remarks>
    public bool Throttled => Drift > DriftTolerance && (CpuP25 is not null || !Contended);

    /// <summary>
    /// Best estimate of the undisturbed latency: <see cref="P25"/>; of a contended measurement the smaller of CPU time and minimum. A short run
    /// often escapes its neighbours altogether, while they slow its CPU time down through the caches; a long run never does, and waits.
    /// </summary>
    public LatencyMs Latency => !Contended ? P25 : CpuP25 is { } cpu && cpu <= Min ? cpu : Min;

    /// <summary>Whether these can be the statistics of a measurement; what was read from a file or the network may hold anything.</summary>
    [JsonIgnore]
    public bool IsUsable =>
        Min.Value > 0 && Min <= P25 && P25 <= P50 && P50 <= P95 && double.IsFinite(P95.Value) && CpuP25 is null or { Value: > 0 and < double.PositiveInfinity }
        && double.IsFinite(Dispersion) && Noise is >= 0 and <= 1 && Drift is > 0 and < double.PositiveInfinity;

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
        var cpu = CpuQuartile(samples.Cpu);
        // Frequency shows in CPU time, whatever the neighbours do; of a contended wall clock it cannot be told from them.
        var steady = cpu is not null ? samples.Cpu : samples.Wall;
        var (reported, share) = !IsContended(p25, min, cpu) ? (samples.Wall, 0.25)
            : cpu <= min ? (samples.Cpu, 0.25)
            : (samples.Wall, 0); // the minimum
        return new LatencyStatistics(
            p25, min, new LatencyMs(median), new LatencyMs(Quantiles.Of(wall, 0.95)), cpu,
            (Quantiles.Of(wall, 0.75) - Quantiles.Of(wall, 0.25)) / median, NoiseOf(reported, samples.RunsPerBlock, share),
            DriftOf(steady, samples.RunsPerBlock), wall.Length);
    }

    private static bool IsContended(LatencyMs p25, LatencyMs min, LatencyMs? cpu) =>
        p25.Value > min.Value * MinTolerance || (cpu is { } time && p25.Value > time.Value * CpuTolerance);

    /// <summary>A clock too coarse to see a single run is none.</summary>
    private static LatencyMs? CpuQuartile(double[] cpu) =>
        cpu.Length > 0 && Quantiles.OfUnsorted(cpu, 0.25) is > 0 and var quartile ? new LatencyMs(quartile) : null;

    private static double NoiseOf(double[] samples, int runsPerBlock, double share)
    {
        if (samples.Length == 1)
            return 1; // One run says nothing of the next.
        // Of a single block only its runs can be drawn again.
        var unit = samples.Length / runsPerBlock > 1 ? runsPerBlock : 1;
        var (low, high) = BlockBootstrap.Interval([new BlockBootstrap(samples, unit)], share, quantiles => quantiles[0]);
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
