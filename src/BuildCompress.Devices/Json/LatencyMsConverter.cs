using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Json;

/// <summary>A latency as its number of milliseconds.</summary>
internal sealed class LatencyMsConverter : JsonConverter<LatencyMs>
{
    public override LatencyMs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, LatencyMs value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
