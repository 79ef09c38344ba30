using BuildCompress.Core.Keys;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Measurements;

/// <summary>Every measurement that was asked for from this account, in the store: the newest of each device (with its runtime), model and settings.</summary>
/// <param name="store">Holds them.</param>
public sealed class MeasurementArchive(ContentStore store)
{
    private const string Stage = "measurement";

    private readonly JsonEntries<Entry> entries = new(store, Stage, entry => entry is { Device.Cpu: not null, Measurement: { Statistics.IsUsable: true, Pace: >= 1 and < double.PositiveInfinity } });

    /// <summary>What was measured of a model on a device, with just these settings; null when nothing was.</summary>
    /// <param name="device">Where.</param>
    /// <param name="digest">As <see cref="Recording.DigestOf"/> gives it.</param>
    /// <param name="protocol">How.</param>
    public RecordedMeasurement? Find(DeviceFingerprint device, string digest, LatencyProtocol protocol) =>
        entries.Find(KeyOf(device, digest, protocol))?.Measurement;

    /// <summary>Keeps what a report says of each model.</summary>
    /// <param name="models">As they were measured, in the order of the report.</param>
    /// <param name="report">What came of it.</param>
    /// <param name="cancellation">Stops waiting for other processes.</param>
    public void Keep(IReadOnlyList<ModelUnderTest> models, MeasurementReport report, CancellationToken cancellation)
    {
        foreach (var (model, latency) in models.Zip(report.Models))
            Keep(report.Device, Measured(model, latency, report), report.Protocol, cancellation);
    }

    /// <summary>Keeps what was measured of one model in place of anything newer.</summary>
    /// <param name="device">Where.</param>
    /// <param name="measurement">What came of it.</param>
    /// <param name="protocol">How.</param>
    /// <param name="cancellation">Stops waiting for other processes.</param>
    public void Keep(DeviceFingerprint device, RecordedMeasurement measurement, LatencyProtocol protocol, CancellationToken cancellation) =>
        entries.Put(KeyOf(device, measurement.Digest, protocol), new Entry(device, measurement), cancellation);

    /// <summary>What a report says of one of its models.</summary>
    public static RecordedMeasurement Measured(ModelUnderTest model, ModelLatency latency, MeasurementReport report) =>
        RecordedMeasurement.Of(model, latency, report.Protocol) with { Beside = report.Models.Count - 1 };

    /// <summary>All of it, a recording for each device; of a model that was measured with several settings that matter not, the surest.</summary>
    public IReadOnlyList<Recording> Recordings() =>
    [
        .. entries.All().GroupBy(entry => entry.Device)
            .Select(device => new Recording(device.Key, []).With(device.Select(entry => entry.Measurement)))
            .OrderBy(recording => recording.Device.ToString(), StringComparer.Ordinal),
    ];

    private static ContentKey KeyOf(DeviceFingerprint device, string digest, LatencyProtocol protocol)
    {
        using var key = new ContentKeyBuilder(Stage).Add("device", device.ToString()).Add("model", digest).AddSettings("protocol", protocol);
        return key.Build();
    }

    private sealed record Entry(DeviceFingerprint Device, RecordedMeasurement Measurement);
}
