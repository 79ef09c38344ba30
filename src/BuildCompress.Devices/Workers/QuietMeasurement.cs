using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>Measures until a result is quiet enough, each time in a new process, and refuses it in the end.</summary>
public static class QuietMeasurement
{
    /// <summary>The first report whose noise is within <see cref="LatencyProtocol.MaxNoise"/>.</summary>
    /// <exception cref="DiagnosticException">
    /// <c>BCMP5001</c>: a model does not run; <c>BCMP5003</c>: too noisy; <c>BCMP5004</c>: out of time; <c>BCMP5005</c>: the process crashed;
    /// <c>BCMP5006</c>: out of memory.
    /// </exception>
    public static async Task<MeasurementReport> RunAsync(
        IReadOnlyList<ModelFile> models, LatencyProtocol protocol, WorkerLimits limits, IProgress<MeasurementProgress>? progress,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var report = await MeasurementProcess.RunAsync(models, protocol, limits, progress, cancellation) with { Attempts = attempt };
            if (report.Noise <= protocol.MaxNoise)
                return report;
            if (attempt >= protocol.Attempts)
                throw new DiagnosticException(MeasurementFailures.Noisy(report));
        }
    }
}
