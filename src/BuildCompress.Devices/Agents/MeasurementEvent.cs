using System.Text.Json.Serialization;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Agents;

/// <summary>What happens to a measurement, in order; the last one is done, failed or cancelled.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Queued), "queued")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Round), "round")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(Alive), "alive")]
public abstract record MeasurementEvent
{
    private MeasurementEvent()
    {
    }

    /// <summary>Whether nothing follows.</summary>
    [JsonIgnore]
    public bool IsLast => this is Done or Failed or Cancelled;

    /// <param name="Position">Measurements that will run before it.</param>
    public sealed record Queued(int Position) : MeasurementEvent;

    public sealed record Started : MeasurementEvent;

    /// <summary>One round over all models; begins again at 1 when a noisy measurement is repeated.</summary>
    /// <param name="Wall">Wall times of this round in milliseconds, one list for each model.</param>
    public sealed record Round(int Block, int Blocks, IReadOnlyList<double[]> Wall) : MeasurementEvent;

    public sealed record Done(MeasurementReport Report) : MeasurementEvent;

    public sealed record Failed(AgentProblem Problem) : MeasurementEvent;

    public sealed record Cancelled : MeasurementEvent;

    /// <summary>Nothing new, but the agent is still there; has no event id.</summary>
    public sealed record Alive : MeasurementEvent;
}
