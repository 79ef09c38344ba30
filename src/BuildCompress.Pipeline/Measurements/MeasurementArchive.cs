using System.Text.Json;
using BuildCompress.Core.Keys;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Measurements;

/// <summary>Every measurement that was asked for from this account, in the store: the newest of each device (with its runtime), model and settings.</summary>
/// <param name="store">Holds them.</param>
public sealed class MeasurementArchive(ContentStore store)
{
    private const string Stage = "measurement";
    private const string FileName = "measurement.json";

    /// <summary>What was measured of a model on a device, with just these settings; null when nothing was.</summary>
    /// <param name="device">Where.</param>
    /// <param name="digest">As <see cref="Recording.DigestOf"/> gives it.</param>
    /// <param name="protocol">How.</param>
    public RecordedMeasurement? Find(DeviceFingerprint device, string digest, LatencyProtocol protocol) =>
        store.Find(Stage, KeyOf(device, digest, protocol)) is { } folder ? Read(folder)?.Measurement : null;

    /// <summary>Keeps what a report says of each model.</summary>
    /// <param name="models">As they were measured, in the order of the report.</param>
    /// <param name="report">What came of it.</param>
    /// <param name="cancellation">Stops waiting for other processes.</param>
    public void Keep(IReadOnlyList<ModelUnderTest> models, MeasurementReport report, CancellationToken cancellation)
    {
        foreach (var (model, latency) in models.Zip(report.Models))
        {
            var measurement = RecordedMeasurement.Of(model, latency, report.Protocol);
            store.GetOrAdd(
                Stage, KeyOf(report.Device, measurement.Digest, report.Protocol), _ => false,
                folder => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(new Entry(report.Device, measurement), DeviceJson.Page)),
                () => null, cancellation);
        }
    }

    /// <summary>All of it, a recording for each device; of a model that was measured with several settings that matter not, the surest.</summary>
    public IReadOnlyList<Recording> Recordings() =>
    [
        .. store.Entries(Stage).Select(Read).OfType<Entry>().GroupBy(entry => entry.Device)
            .Select(device => new Recording(device.Key, []).With(device.Select(entry => entry.Measurement)))
            .OrderBy(recording => recording.Device.ToString(), StringComparer.Ordinal),
    ];

    private static ContentKey KeyOf(DeviceFingerprint device, string digest, LatencyProtocol protocol)
    {
        using var key = new ContentKeyBuilder(Stage).Add("device", device.ToString()).Add("model", digest).AddSettings("protocol", protocol);
        return key.Build();
    }

    /// <summary>Null when it is damaged, or another process takes it away just now.</summary>
    private static Entry? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(File.ReadAllBytes(Path.Combine(folder, FileName)), DeviceJson.Page) is { Device.Cpu: not null, Measurement.Statistics.IsUsable: true } entry
                ? entry
                : null;
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(DeviceFingerprint Device, RecordedMeasurement Measurement);
}
