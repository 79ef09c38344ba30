using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Measurements;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Latency;

/// <summary>Latencies of models on one device, each measured until it is sure and the device was not slow meanwhile.</summary>
/// <param name="device">Measures what the store does not hold.</param>
/// <param name="fingerprint">Of the device.</param>
/// <param name="store">Holds the results.</param>
/// <param name="cancellation">Stops the device too.</param>
internal sealed class StoredMeasurements(IMeasuringDevice device, DeviceFingerprint fingerprint, ContentStore store, CancellationToken cancellation)
{
    /// <summary>Models that one measurement may hold besides the references, a share of an agent's limit.</summary>
    private const int Together = 32;

    /// <summary>Bytes of them, unless one alone is larger: all are in memory at the same time.</summary>
    private const long BytesTogether = 128 << 20;

    /// <summary>Measurements of one model in one call until it counts, fast or slow.</summary>
    private const int Attempts = 3;

    /// <summary>
    /// Measurements again with one protocol at most, as a share of its models, besides one of <see cref="Together"/>: a device that is slow most of the time is as it is.
    /// </summary>
    private const double MostRepeated = 1;

    /// <summary>An earlier result noisier than this, as a fraction, was good enough for its fit, but is not for every one to come.</summary>
    private const double SureNoise = 0.05;

    private readonly MeasurementArchive archive = new(store);
    private readonly DevicePace pace = new();
    private readonly Dictionary<(string Digest, LatencyProtocol Protocol), Reading> readings = [];
    private readonly Dictionary<(string Digest, LatencyProtocol Protocol), RecordedMeasurement> known = [];
    private readonly Dictionary<LatencyProtocol, int> repeated = [];

    /// <summary>What was recorded of the device elsewhere; null where nothing was.</summary>
    public Recording? Recorded { get; init; }

    /// <summary>Measurements of a model so far; what else was asked for was known.</summary>
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
        references ??= [];
        Recall(references, protocol);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var missing = Missing(digests, protocol);
            var before = models.Count - missing.Count;
            foreach (var batch in Batches(missing, models))
            {
                done(before, models.Count);
                before += batch.Count;
                try
                {
                    Measure([.. batch.Select(i => models[i])], references, protocol);
                }
                catch (DiagnosticException error) when (error.Diagnostics[0].Id == DiagnosticCatalog.NoisyMeasurement.Id
                    && (attempt + 1 < Attempts || batch.All(i => readings.ContainsKey((digests[i], protocol)))))
                {
                    // The device may be quieter when the others have been measured; what is only slow is known well enough.
                }
            }
        }

        return [.. digests.Select(digest => Counting(digest, protocol).Nanoseconds)];
    }

    /// <summary>
    /// What counts of a model that is known. Where the device was slow to the end its time is divided by the pace, which is the same for all models only nearly, and the
    /// store is told, so that a later run plans as this one.
    /// </summary>
    private RecordedMeasurement Counting(string digest, LatencyProtocol protocol)
    {
        if (!readings.TryGetValue((digest, protocol), out var reading))
            return known[(digest, protocol)];
        var counting = reading.Measurement with { Pace = Pace(reading.References) };
        if (counting.Pace != reading.Measurement.Pace)
        {
            readings[(digest, protocol)] = reading with { Measurement = counting };
            archive.Keep(fingerprint, counting, protocol, cancellation);
        }

        return counting;
    }

    /// <summary>What to divide by, as far as is known by now.</summary>
    private double Pace(IReadOnlyList<double> beside) => pace.IsSlow(beside) ? pace.Of(beside) : 1;

    /// <summary>How fast the device was before, where the references were measured before.</summary>
    private void Recall(IReadOnlyList<ModelUnderTest> references, LatencyProtocol protocol)
    {
        if (!pace.IsEmpty)
            return;
        var earlier = references.Select(r => Find(Recording.DigestOf(r.Model), protocol)).ToList();
        if (earlier.Count > 0 && earlier.All(e => e is not null))
            pace.Note([.. earlier.Select(e => e!.Nanoseconds)]);
    }

    /// <summary>Which models to measure, each once: those of which nothing is known, and those measured while the device was slow, the slowest first, until that was often enough.</summary>
    private List<int> Missing(string[] digests, LatencyProtocol protocol)
    {
        var missing = Enumerable.Range(0, digests.Length).Where(i => !IsKnown(digests[i], protocol)).DistinctBy(i => digests[i]).ToList();
        var slow = missing.Where(i => readings.ContainsKey((digests[i], protocol))).OrderByDescending(i => pace.Of(readings[(digests[i], protocol)].References));
        var most = (int)(MostRepeated * readings.Keys.Count(r => r.Protocol == protocol)) + Together - repeated.GetValueOrDefault(protocol);
        return [.. missing.Except(slow.Skip(most))];
    }

    private static IEnumerable<List<int>> Batches(IReadOnlyList<int> missing, IReadOnlyList<ModelUnderTest> models)
    {
        var (batch, bytes) = (new List<int>(), 0L);
        foreach (var i in missing)
        {
            if (batch.Count == Together || (batch.Count > 0 && bytes + models[i].Model.Length > BytesTogether))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(i);
            bytes += models[i].Model.Length;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>What this run measured is known unless the device was slow; what others did is, if it is sure.</summary>
    private bool IsKnown(string digest, LatencyProtocol protocol)
    {
        if (readings.TryGetValue((digest, protocol), out var reading))
            return !pace.IsSlow(reading.References);
        if (known.ContainsKey((digest, protocol)))
            return true;
        if (Find(digest, protocol) is not { } earlier)
            return false;
        known[(digest, protocol)] = earlier;
        return true;
    }

    /// <summary>What was recorded counts first, so that a build with the device plans as one without.</summary>
    private RecordedMeasurement? Find(string digest, LatencyProtocol protocol) =>
        Recorded?.Find(digest, protocol)
        ?? (archive.Find(fingerprint, digest, protocol) is { } kept && (device is RecordedDevice || IsSure(kept.Statistics)) ? kept : null);

    private static bool IsSure(LatencyStatistics statistics) => statistics.Noise <= SureNoise && !statistics.Contended;

    private void Measure(IReadOnlyList<ModelUnderTest> models, IReadOnlyList<ModelUnderTest> references, LatencyProtocol protocol)
    {
        List<ModelUnderTest> all = [.. models, .. references];
        var report = Task.Run(() => device.MeasureAsync(all, protocol, null, cancellation)).GetAwaiter().GetResult();
        if (device is not (KeepingDevice or RecordedDevice))
            archive.Keep(all, report, cancellation);
        Measured += device is RecordedDevice ? 0 : models.Count;
        double[] beside = [.. report.Models.Skip(models.Count).Select(m => m.Statistics.Latency.Value * 1e6)];
        pace.Note(beside);
        var slowness = Pace(beside);
        List<RecordedMeasurement> measured = [.. all.Zip(report.Models, (model, latency) => MeasurementArchive.Measured(model, latency, report) with { Pace = slowness })];
        // Should this run be stopped, a later one is to know.
        foreach (var slow in measured.Where(m => m.Pace > 1))
            archive.Keep(fingerprint, slow, protocol, cancellation);
        foreach (var measurement in measured.Take(models.Count))
        {
            var key = (measurement.Digest, protocol);
            var isRepeated = readings.TryGetValue(key, out var earlier);
            repeated[protocol] = repeated.GetValueOrDefault(protocol) + (isRepeated ? 1 : 0);
            if (isRepeated && pace.Of(earlier!.References) <= pace.Of(beside))
            {
                // The newest is not the best, and a later run is to plan as this one.
                readings[key] = earlier with { Measurement = earlier.Measurement with { Pace = Pace(earlier.References) } };
                archive.Keep(fingerprint, readings[key].Measurement, protocol, cancellation);
            }
            else
            {
                readings[key] = new Reading(measurement, beside);
            }
        }
    }

    /// <summary>What counts of a model, and nanoseconds of the references beside it.</summary>
    private sealed record Reading(RecordedMeasurement Measurement, IReadOnlyList<double> References);
}
