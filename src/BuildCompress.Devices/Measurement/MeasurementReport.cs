using System.Text.Json.Serialization;
using BuildCompress.Devices.Fingerprints;

namespace BuildCompress.Devices.Measurement;

/// <summary>Latencies that were measured together and therefore compare, with where and how.</summary>
/// <param name="Models">In the order given.</param>
/// <param name="Attempts">Measurements it took until one was quiet enough.</param>
public sealed record MeasurementReport(
    DeviceFingerprint Device, LatencyProtocol Protocol, IReadOnlyList<ModelLatency> Models, int Attempts = 1)
{
    /// <summary>Whether it holds a usable result for each of these models: what comes from elsewhere may lack anything.</summary>
    public bool Answers(IReadOnlyList<ModelUnderTest> models) =>
        this is { Device.Cpu: not null, Protocol: not null, Models: not null } && Models.Count == models.Count
        && Models.All(model => model is { Name: not null, Statistics.IsUsable: true, Samples: { RunsPerBlock: >= 1, Wall: not null, Cpu: not null } });

    /// <summary>Whether any of them was disturbed to the end.</summary>
    [JsonIgnore]
    public bool Contended => Models.Any(model => model.Statistics.Contended);

    /// <summary>The largest noise of its models, as a fraction.</summary>
    [JsonIgnore]
    public double Noise => Models.Max(model => model.Statistics.Noise);
}
