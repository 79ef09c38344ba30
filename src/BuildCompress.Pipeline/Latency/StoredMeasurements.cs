using BuildCompress.Core.Keys;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Latencies of models on one device, each measured once: kept by device fingerprint (with the runtime's version), digest of the model and settings.
/// </summary>
/// <param name="device">Measures what the store does not hold.</param>
/// <param name="fingerprint">Of the device.</param>
/// <param name="store">Holds the results.</param>
/// <param name="cancellation">Stops the device too.</param>
internal sealed class StoredMeasurements(IMeasuringDevice device, DeviceFingerprint fingerprint, ContentStore store, CancellationToken cancellation)
{
    private const string Folder = "latency";

    /// <summary>Models that one measurement may hold, a share of an agent's limit.</summary>
    private const int Together = 32;

    /// <summary>Models measured so far; others were known.</summary>
    public int Measured { get; private set; }

    /// <summary>Nanoseconds of each model, in the order given.</summary>
    /// <param name="models">Of any number; names are unique.</param>
    /// <param name="protocol">How those are measured that must be.</param>
    /// <param name="done">Told how many of how many are known.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The device cannot measure.</exception>
    public double[] Nanoseconds(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, Action<int, int> done)
    {
        ContentKey[] keys = [.. models.Select(m => KeyOf(m, protocol))];
        var known = keys.Select(Find).ToArray();
        int[] missing = [.. Enumerable.Range(0, models.Count).Where(i => known[i] is null)];
        foreach (var batch in missing.Chunk(Together))
        {
            done(models.Count - missing.Length + Array.IndexOf(missing, batch[0]), models.Count);
            var report = Task.Run(() => device.MeasureAsync([.. batch.Select(i => models[i])], protocol, null, cancellation)).GetAwaiter().GetResult();
            for (var i = 0; i < batch.Length; i++)
                known[batch[i]] = Keep(keys[batch[i]], report.Models[i].Statistics.Latency.Value * 1e6);
            Measured += batch.Length;
        }

        return [.. known.Select(value => value!.Value)];
    }

    private ContentKey KeyOf(ModelUnderTest model, LatencyProtocol protocol)
    {
        using var key = new ContentKeyBuilder("latency").Add("device", fingerprint.ToString()).Add("model", model.Model)
            .AddSettings("protocol", protocol);
        return key.Build();
    }

    private double? Find(ContentKey key)
    {
        try
        {
            return store.Find(Folder, key) is { } folder ? ModelFolder.ReadFacts<double>(folder) : null;
        }
        catch (Exception damage) when (damage is IOException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private double Keep(ContentKey key, double nanoseconds)
    {
        store.GetOrAdd(Folder, key, _ => false, folder => ModelFolder.WriteFacts(folder, nanoseconds), () => null, cancellation);
        return nanoseconds;
    }
}
