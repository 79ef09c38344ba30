using BuildCompress.Core.Diagnostics;
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

    /// <summary>Measurements of one model until it counts, fast or slow.</summary>
    private const int Attempts = 3;

    /// <summary>Share of the models that is measured again at most: a device that is slow most of the time is as it is.</summary>
    private const double MostRepeated = 0.5;

    /// <summary>An earlier result noisier than this, as a fraction, was good enough for its fit, but is not for every one to come.</summary>
    private const double SureNoise = 0.05;

    private readonly MeasurementArchive archive = new(store);
    private readonly DevicePace pace = new();
    private readonly Dictionary<(string Digest, LatencyProtocol Protocol), Reading> readings = [];

    /// <summary>What was recorded of the device elsewhere; null where nothing was.</summary>
    public Recording? Recorded { get; init; }

    /// <summary>Models measured so far; others were known.</summary>
    public int Measured { get; private set; }

    /// <summary>Nanoseconds of each model, in the order given.</summary>
    /// <param name="models">Of any number; names are unique.</param>
    /// <param name="protocol">How those are measured that must be.</param>
    /// <param name="done">Told how many of how many are known.</param>
    /// <param name="references">Measured beside them each time, always the same: what was measured while the device was slow is measured again.</param>
    /// <exception cref="DiagnosticException">The device cannot measure.</exception>
    public double[] Nanoseconds(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, Action<int, int> done, IReadOnlyList<ModelUnderTest>? references = null)
    {
        string[] digests = [.. models.Select(m => Recording.DigestOf(m.Model))];
        int[] missing = [.. Enumerable.Range(0, models.Count).Where(i => !IsKnown(digests[i], protocol))];
        for (var attempt = 0; attempt < Attempts && missing.Length > 0; attempt++)
        {
            foreach (var (batch, chunk) in missing.Chunk(Together).Index())
            {
                done(models.Count - missing.Length + (batch * Together), models.Count);
                try
                {
                    Measure([.. chunk.Select(i => models[i])], references ?? [], protocol);
                }
                catch (DiagnosticException error) when (attempt + 1 < Attempts && error.Diagnostics[0].Id == DiagnosticCatalog.NoisyMeasurement.Id)
                {
                    // The device may be quieter when the others have been measured.
                }
            }

            missing = [.. missing.Where(i => !IsKnown(digests[i], protocol))];
            if (missing.All(i => readings.ContainsKey((digests[i], protocol))) && Measured - readings.Count + missing.Length > MostRepeated * readings.Count)
                break;
        }

        return [.. digests.Select(digest => readings.TryGetValue((digest, protocol), out var reading) ? reading.Nanoseconds : Find(digest, protocol)!.Statistics.Latency.Value * 1e6)];
    }

    /// <summary>What this run measured is known unless the device was slow; what others did is, if it is sure.</summary>
    private bool IsKnown(string digest, LatencyProtocol protocol) =>
        readings.TryGetValue((digest, protocol), out var reading) ? !pace.IsSlow(reading.Batch.References) : Find(digest, protocol) is not null;

    /// <summary>What was recorded counts first, so that a build with the device plans as one without.</summary>
    private RecordedMeasurement? Find(string digest, LatencyProtocol protocol) =>
        Recorded?.Find(digest, protocol)
        ?? (archive.Find(fingerprint, digest, protocol) is { } kept && (device is RecordedDevice || IsSure(kept.Statistics)) ? kept : null);

    private static bool IsSure(LatencyStatistics statistics) => statistics.Noise <= SureNoise && !statistics.Contended;

    private void Measure(IReadOnlyList<ModelUnderTest> models, IReadOnlyList<ModelUnderTest> references, LatencyProtocol protocol)
    {
        List<ModelUnderTest> all = [.. models, .. references];
        var report = Task.Run(() => device.MeasureAsync(all, protocol, null, cancellation)).GetAwaiter().GetResult();
        Measured += device is RecordedDevice ? 0 : models.Count;
        var batch = new Batch(all, report, [.. report.Models.Skip(models.Count).Select(Nanoseconds)]);
        pace.Note(batch.References);
        var restored = new HashSet<Batch>();
        foreach (var (model, latency) in models.Zip(report.Models))
        {
            var key = (Recording.DigestOf(model.Model), protocol);
            if (readings.TryGetValue(key, out var earlier) && pace.Of(earlier.Batch.References) <= pace.Of(batch.References))
                restored.Add(earlier.Batch);
            else
                readings[key] = new Reading(Nanoseconds(latency), batch);
        }

        if (device is not (KeepingDevice or RecordedDevice))
            archive.Keep(all, report, cancellation);
        // The newest is not always the best: what counts here is to count in a later run.
        foreach (var better in restored)
            archive.Keep(better.Models, better.Report, cancellation);
    }

    private static double Nanoseconds(ModelLatency latency) => latency.Statistics.Latency.Value * 1e6;

    /// <summary>What counts of a model.</summary>
    private sealed record Reading(double Nanoseconds, Batch Batch);

    /// <summary>Models measured together.</summary>
    /// <param name="models">The references last.</param>
    /// <param name="report">What was measured of them.</param>
    /// <param name="references">Nanoseconds of the references.</param>
    private sealed class Batch(IReadOnlyList<ModelUnderTest> models, MeasurementReport report, IReadOnlyList<double> references)
    {
        public IReadOnlyList<ModelUnderTest> Models => models;

        public MeasurementReport Report => report;

        public IReadOnlyList<double> References => references;
    }
}
