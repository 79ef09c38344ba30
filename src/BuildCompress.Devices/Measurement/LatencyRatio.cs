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
    /// The ratio of <see cref="LatencyStatistics.Latency"/>. Both models' blocks lie side by side and are drawn together, so that a busy moment
    /// cancels out.
    /// </summary>
    /// <exception cref="ArgumentException">The models were not measured in the same blocks.</exception>
    public static LatencyRatio Of(ModelLatency first, ModelLatency second)
    {
        if (first.Samples.Blocks != second.Samples.Blocks)
            throw new ArgumentException("Only models that were measured in the same blocks compare.", nameof(second));
        var value = second.Statistics.Latency.Value / first.Statistics.Latency.Value;
        if (first.Samples.Blocks == 0)
            return Recorded(value, first.Statistics.Noise, second.Statistics.Noise);
        var (low, high) = BlockBootstrap.Interval([new RedrawnLatency(first.Samples), new RedrawnLatency(second.Samples)], latencies => latencies[1] / latencies[0]);
        return new LatencyRatio(value, Math.Min(low, value), Math.Max(high, value));
    }

    /// <summary>Of recordings without samples: as uncertain as both together.</summary>
    private static LatencyRatio Recorded(double value, double firstNoise, double secondNoise) =>
        new(value, value * (1 - secondNoise) / (1 + firstNoise), value * (1 + secondNoise) / Math.Max(1 - firstNoise, 1e-3));
}
