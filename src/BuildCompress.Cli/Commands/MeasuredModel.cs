using BuildCompress.Devices.Measurement;

namespace BuildCompress.Cli.Commands;

/// <summary>One model of <see cref="MeasureResult"/> as JSON: latencies in milliseconds.</summary>
internal sealed record MeasuredModel(
    string Name, double LatencyMs, double P25Ms, double MinMs, double P50Ms, double P95Ms, double? CpuP25Ms, double Undisturbed, double Dispersion, double Noise,
    bool Contended, bool Throttled, int Samples, long? PeakMemoryBytes)
{
    public static MeasuredModel Of(ModelLatency model)
    {
        var s = model.Statistics;
        return new MeasuredModel(
            model.Name, s.Latency.Value, s.P25.Value, s.Min.Value, s.P50.Value, s.P95.Value, s.CpuP25?.Value, s.Undisturbed, s.Dispersion, s.Noise, s.Contended,
            s.Throttled, s.Samples, model.PeakMemory?.Value);
    }
}
