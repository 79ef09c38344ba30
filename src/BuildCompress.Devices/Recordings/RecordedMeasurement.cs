using System.Text.Json.Serialization;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Recordings;

/// <summary>One model's latency as it was measured, without the single samples.</summary>
/// <param name="Digest">SHA-256 of the model, 64 lower-case hexadecimal digits.</param>
/// <param name="Name">What it was called; for people.</param>
/// <param name="Threads">Threads of the runtime.</param>
/// <param name="Parallel">Whether branches ran at the same time.</param>
/// <param name="Statistics">What was measured.</param>
/// <param name="PeakMemory">Null where it was not known.</param>
public sealed record RecordedMeasurement(
    string Digest, string Name, int Threads, bool Parallel, LatencyStatistics Statistics, Bytes? PeakMemory)
{
    /// <summary>How many other models took turns with it, 0 when it was alone: what was measured together can be compared, whatever the machine's speed was just then.</summary>
    public int Beside { get; init; }

    /// <summary>How many times as long everything took meanwhile as when the device was fast, 1 at least and where nothing is known; <see cref="Statistics"/> are as measured.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Best estimate of the latency at the device's usual speed, nanoseconds.</summary>
    [JsonIgnore]
    public double Nanoseconds => Statistics.Latency.Value * 1e6 / Pace;

    /// <summary>What a report says of a model.</summary>
    public static RecordedMeasurement Of(ModelUnderTest model, ModelLatency latency, LatencyProtocol protocol) =>
        new(Recording.DigestOf(model.Model), model.Name, protocol.Threads, protocol.Parallel, latency.Statistics, latency.PeakMemory);

    /// <summary>Whether it is of this model under the settings that latency depends on.</summary>
    public bool Answers(string digest, LatencyProtocol protocol) =>
        Digest == digest && Threads == protocol.Threads && Parallel == protocol.Parallel;
}
