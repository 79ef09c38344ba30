using BuildCompress.Devices.Fingerprints;

namespace BuildCompress.Devices.Measurement;

/// <summary>Latencies that were measured together and therefore compare, with where and how.</summary>
/// <param name="Models">In the order given.</param>
public sealed record MeasurementReport(DeviceFingerprint Device, LatencyProtocol Protocol, IReadOnlyList<ModelLatency> Models)
{
    /// <summary>Whether any of them was disturbed to the end.</summary>
    public bool Contended => Models.Any(model => model.Statistics.Contended);
}
