namespace BuildCompress.Devices.Measurement;

/// <summary>How much faster one model is than another that was measured beside it, with its 95 % interval.</summary>
/// <param name="Value">Latency of the second over that of the first; below 1 the second is faster.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record LatencyRatio(double Value, double Low, double High)
{
    /// <summary>Whether the interval leaves out 1.</summary>
    public bool IsSignificant => Low > 1 || High < 1;

    /// <summary>
    /// The ratio of lower quartiles. Both models' blocks lie side by side and are drawn together, so that a busy moment cancels out; CPU time
    /// is compared when either wall time is contended.
    /// </summary>
    /// <exception cref="ArgumentException">The models were not measured in the same blocks.</exception>
    public static LatencyRatio Of(ModelLatency first, ModelLatency second)
    {
        if (first.Samples.Blocks != second.Samples.Blocks)
            throw new ArgumentException("Only models that were measured in the same blocks compare.", nameof(second));
        if (first.Samples.Blocks == 0)
            return FromStatistics(first.Statistics, second.Statistics);
        var cpu = first.Statistics.CpuP25 is not null && second.Statistics.CpuP25 is not null && (first.Statistics.Contended || second.Statistics.Contended);
        var (a, b) = cpu ? (first.Samples.Cpu, second.Samples.Cpu) : (first.Samples.Wall, second.Samples.Wall);
        var (low, high) = BlockBootstrap.Interval(
            [new BlockBootstrap(a, first.Samples.RunsPerBlock), new BlockBootstrap(b, second.Samples.RunsPerBlock)], 0.25,
            quantiles => quantiles[1] / quantiles[0]);
        return new LatencyRatio(Quantiles.OfUnsorted(b, 0.25) / Quantiles.OfUnsorted(a, 0.25), low, high);
    }

    /// <summary>Of recordings without samples: as uncertain as both together.</summary>
    private static LatencyRatio FromStatistics(LatencyStatistics first, LatencyStatistics second)
    {
        var value = second.Latency.Value / first.Latency.Value;
        return new LatencyRatio(value, value * (1 - second.Noise) / (1 + first.Noise), value * (1 + second.Noise) / Math.Max(1 - first.Noise, 1e-3));
    }
}
