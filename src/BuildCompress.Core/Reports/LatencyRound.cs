using System.Text.Json.Serialization;

namespace BuildCompress.Core.Reports;

/// <summary>One round of choosing channels under a latency budget: what the model promised of the choice, and what the device took.</summary>
/// <param name="PredictedMs">By the latency model, anchored at the round before.</param>
/// <param name="MeasuredMs">The cut network in the artifact's form, before any training, on the device; null where only a recording answered, which does not know it.</param>
public sealed record LatencyRound(double PredictedMs, double? MeasuredMs)
{
    /// <summary>As measured, or else as predicted.</summary>
    [JsonIgnore]
    public double KnownMs => MeasuredMs ?? PredictedMs;
}
