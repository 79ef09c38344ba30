using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Measurements;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Latency;

/// <summary>Latencies of models on one device, each measured once, or until it is sure.</summary>
/// <param name="device">Measures what the store does not hold.</param>
/// <param name="fingerprint">Of the device.</param>
/// <param name="store">Holds the results.</param>
/// <param name="cancellation">Stops the device too.</param>
internal sealed class StoredMeasurements(IMeasuringDevice device, DeviceFingerprint fingerprint, ContentStore store, CancellationToken cancellation)
{
    /// <summary>Models that one measurement may hold, a share of an agent's limit.</summary>
    private const int Together = 32;

    /// <summary>An earlier result noisier than this, as a fraction, was good enough for its fit, but is not for every one to come.</summary>
    private const double SureNoise = 0.05;

    private readonly MeasurementArchive archive = new(store);

    /// <summary>What was recorded of the device elsewhere; null where nothing was.</summary>
    public Recording? Recorded { get; init; }

    /// <summary>Models measured so far; others were known.</summary>
    public int Measured { get; private set; }

    /// <summary>Nanoseconds of each model, in the order given.</summary>
    /// <param name="models">Of any number; names are unique.</param>
    /// <param name="protocol">How those are measured that must be.</param>
    /// <param name="done">Told how many of how many are known.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The device cannot measure.</exception>
    public double[] Nanoseconds(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, Action<int, int> done)
    {
        var known = models.Select(m => Find(Recording.DigestOf(m.Model), protocol)?.Statistics).ToArray();
        int[] missing = [.. Enumerable.Range(0, models.Count).Where(i => known[i] is null)];
        foreach (var batch in missing.Chunk(Together))
        {
            done(models.Count - missing.Length + Array.IndexOf(missing, batch[0]), models.Count);
            var measured = Measure([.. batch.Select(i => models[i])], protocol);
            foreach (var (i, latency) in batch.Zip(measured))
                known[i] = latency.Statistics;
        }

        return [.. known.Select(statistics => statistics!.Latency.Value * 1e6)];
    }

    /// <summary>What was recorded counts first, so that a build with the device plans as one without.</summary>
    private RecordedMeasurement? Find(string digest, LatencyProtocol protocol) =>
        Recorded?.Find(digest, protocol)
        ?? (archive.Find(fingerprint, digest, protocol) is { } kept && (device is RecordedDevice || IsSure(kept.Statistics)) ? kept : null);

    private static bool IsSure(LatencyStatistics statistics) => statistics.Noise <= SureNoise && !statistics.Contended;

    private IReadOnlyList<ModelLatency> Measure(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol)
    {
        var report = Task.Run(() => device.MeasureAsync(models, protocol, null, cancellation)).GetAwaiter().GetResult();
        if (device is not (KeepingDevice or RecordedDevice))
            archive.Keep(models, report, cancellation);
        Measured += device is RecordedDevice ? 0 : models.Count;
        return report.Models;
    }
}
