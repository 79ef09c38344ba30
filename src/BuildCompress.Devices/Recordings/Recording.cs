using System.Security.Cryptography;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Recordings;

/// <summary>
/// What was measured on one device: a file to check in (<c>devices/pi4.json</c>), so that builds without the device plan from real numbers.
/// </summary>
/// <param name="Device">Where.</param>
/// <param name="Measurements">By name, then digest; the newest of each model and settings.</param>
public sealed record Recording(DeviceFingerprint Device, IReadOnlyList<RecordedMeasurement> Measurements)
{
    /// <summary>The version this code writes.</summary>
    public const int CurrentVersion = 2;

    private const int MostBytes = 256 << 20;

    /// <summary>A measurement no noisier than this is sure.</summary>
    private static readonly double SureNoise = new LatencyProtocol().MaxNoise;

    /// <summary>Rises when a reader of the older form would misread the newer.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>How a recording names a model.</summary>
    public static string DigestOf(ReadOnlySpan<byte> model) => Convert.ToHexStringLower(SHA256.HashData(model));

    /// <summary>Reads a recording.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5021</c>: it is missing or no recording.</exception>
    public static Recording Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw new JsonException("it is larger than any recording");
            using var file = File.OpenRead(path);
            var recording = JsonSerializer.Deserialize<Recording>(file, DeviceJson.Page) ?? throw new JsonException("it is empty");
            if (recording.Version != CurrentVersion)
                throw new JsonException($"it has version {recording.Version}, and this tool reads version {CurrentVersion}");
            return recording is { Device.Cpu: not null, Measurements: not null } && recording.Measurements.All(m => m is { Digest: not null, Name: not null, Statistics.IsUsable: true, Pace: >= 1 and < double.PositiveInfinity })
                ? recording
                : throw new JsonException("fields are missing or out of their range");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.RecordingUnreadable.In(
                    path, $"The recording cannot be read: {error.Message}", "Record it again: buildcompress measure MODEL --agent URL --record FILE."),
                error);
        }
    }

    /// <summary>The recording that lies at <paramref name="path"/>, or an empty one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="device">The device whose numbers will be added.</param>
    /// <exception cref="DiagnosticException"><c>BCMP5021</c>: what lies there is no recording, or another device's.</exception>
    public static Recording ReadOrNew(string path, DeviceFingerprint device)
    {
        if (!File.Exists(path))
            return new Recording(device, []);
        var before = Read(path);
        return before.Device == device ? before : throw new DiagnosticException(DiagnosticCatalog.RecordingUnreadable.In(
            path, $"The recording is of another device, or of this one before it changed: {before.Device}.", "Record into a new file, or delete this one."));
    }

    /// <summary>What is known of a model under the settings that latency depends on, if it is known as surely as asked for.</summary>
    public RecordedMeasurement? Find(string digest, LatencyProtocol protocol) =>
        Measurements.FirstOrDefault(measurement => measurement.Answers(digest, protocol) && measurement.Statistics.Noise <= protocol.MaxNoise);

    /// <summary>Fails as <see cref="Write"/> would at this path: asked before a measurement that takes minutes.</summary>
    /// <exception cref="IOException">It is a folder, or nothing can be written beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static void CheckWritable(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new IOException("it is a folder, and a recording is a file");
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var probe = new FileStream($"{full}.{Guid.NewGuid():N}.partial", new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose,
        });
    }

    /// <summary>Writes it whole or not at all, in an order that makes small differences of small changes.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var part = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            File.WriteAllText(part, JsonSerializer.Serialize(this, DeviceJson.Page) + "\n");
            File.Move(part, full, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>With the results of a report in place of older ones of the same models and settings.</summary>
    /// <param name="models">As they were measured, in the order of the report.</param>
    /// <param name="report">Of this recording's device.</param>
    public Recording With(IReadOnlyList<ModelUnderTest> models, MeasurementReport report)
    {
        var newer = models.Zip(report.Models, (model, latency) => RecordedMeasurement.Of(model, latency, report.Protocol)).ToList();
        var kept = Measurements.Where(old => !newer.Exists(now => old.Answers(now.Digest, report.Protocol)));
        return Ordered(kept.Concat(newer));
    }

    /// <summary>
    /// With newer measurements of its device in place of its own of the same; of several sure ones among the newer, the one beside the most others, so
    /// that the networks of a latency model stay comparable; otherwise the one of least noise.
    /// </summary>
    public Recording With(IEnumerable<RecordedMeasurement> newer)
    {
        var surest = newer.GroupBy(KeyOf).ToDictionary(same => same.Key, Surest);
        return Ordered(Measurements.Where(old => !surest.ContainsKey(KeyOf(old))).Concat(surest.Values));

        static (string, int, bool) KeyOf(RecordedMeasurement m) => (m.Digest, m.Threads, m.Parallel);

        static RecordedMeasurement Surest(IEnumerable<RecordedMeasurement> same) =>
            same.OrderByDescending(m => m.Statistics.Noise <= SureNoise ? m.Beside : -1).ThenBy(m => m.Statistics.Noise).First();
    }

    private Recording Ordered(IEnumerable<RecordedMeasurement> measurements) => this with
    {
        Measurements =
        [
            .. measurements.OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Digest, StringComparer.Ordinal).ThenBy(m => m.Threads).ThenBy(m => m.Parallel),
        ],
    };
}
