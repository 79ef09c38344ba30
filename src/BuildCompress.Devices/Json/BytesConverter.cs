using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Json;

/// <summary>A size as its number of bytes.</summary>
internal sealed class BytesConverter : JsonConverter<Bytes>
{
    public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
