using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Agents;

/// <summary>What a client asks an agent to measure.</summary>
/// <param name="Models">Measured side by side; uploaded before.</param>
/// <param name="Protocol">How.</param>
public sealed record MeasurementOrder(IReadOnlyList<OrderedModel> Models, LatencyProtocol Protocol)
{
    /// <summary>Whether both ask for the same.</summary>
    public bool IsSameAs(MeasurementOrder other) => Protocol == other.Protocol && Models.SequenceEqual(other.Models);
}
