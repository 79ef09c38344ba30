using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BuildCompress.Core.Protocol;

/// <summary>The one place that knows how a <see cref="WorkerEvent"/> looks as a line of text: JSON in camel case without line breaks.</summary>
public static class WorkerEventLine
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The event as one line, without the line break.</summary>
    public static string Write(WorkerEvent @event) => JsonSerializer.Serialize(@event, Options);

    /// <summary>Reads what <see cref="Write"/> wrote; null for any other text, e.g. what a library printed in between.</summary>
    public static WorkerEvent? Read(string line)
    {
        if (!line.StartsWith('{'))
            return null;

        try
        {
            return JsonSerializer.Deserialize<WorkerEvent>(line, Options);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
