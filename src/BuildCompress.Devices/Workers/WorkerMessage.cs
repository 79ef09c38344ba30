using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>One line of what a worker says: rounds, then a report or a failure.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "message")]
[JsonDerivedType(typeof(Round), "round")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record WorkerMessage
{
    /// <summary>The message as one line without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, DeviceJson.Line);

    /// <summary>Reads <see cref="ToLine"/>; null for any other text, e.g. what a library prints.</summary>
    public static WorkerMessage? FromLine(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize<WorkerMessage>(line, DeviceJson.Line);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    public sealed record Round(int Block, int Blocks, IReadOnlyList<double[]> Wall) : WorkerMessage;

    public sealed record Done(MeasurementReport Report) : WorkerMessage;

    /// <param name="Id">Id of the diagnostic, <c>BCMP5nnn</c>.</param>
    public sealed record Failed(string Id, string Text, string NextStep) : WorkerMessage;
}
