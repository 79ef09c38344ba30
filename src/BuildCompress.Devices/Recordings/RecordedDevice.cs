using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Recordings;

/// <summary>A device that is not here: answers from what was recorded of it, and only that.</summary>
/// <param name="path">Where the recording lies; for messages.</param>
/// <param name="recording">What was recorded.</param>
public sealed class RecordedDevice(string path, Recording recording) : IMeasuringDevice
{
    public string Name => path;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(recording.Device);

    /// <inheritdoc/>
    /// <remarks>Results hold no samples: their block bootstrap is over.</remarks>
    public Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation) =>
        Task.FromResult(new MeasurementReport(recording.Device, protocol, [.. models.Select(model => Find(model, protocol))]));

    private ModelLatency Find(ModelUnderTest model, LatencyProtocol protocol)
    {
        var digest = Recording.DigestOf(model.Model);
        var found = recording.Measurements.FirstOrDefault(measurement => measurement.Answers(digest, protocol))
            ?? throw NotRecorded($"'{model.Name}' was never measured with {protocol.Threads} {(protocol.Threads == 1 ? "thread" : "threads")} on this device ({recording.Device.Cpu.Model}).");
        if (found.Statistics.Noise > protocol.MaxNoise)
            throw NotRecorded(FormattableString.Invariant($"'{model.Name}' is only known to ±{found.Statistics.Noise * 100:0.0} % on this device ({recording.Device.Cpu.Model}); at most {protocol.MaxNoise * 100:0.0} % is allowed."));
        return new ModelLatency(model.Name, found.Statistics, new LatencySamples(1, [], []), found.PeakMemory);
    }

    private DiagnosticException NotRecorded(string message) => new(DiagnosticCatalog.NotRecorded.In(
        path, message,
        "Measure it on the device and record it: buildcompress measure MODEL --agent URL --record FILE, or, for all that builds measured, buildcompress measurements --export FILE."));
}
