using System.Text.Json;
using System.Text.Json.Serialization;

namespace BuildCompress.Devices.Json;

/// <summary>How measurements look as JSON, on a wire or in a file: camel case, latencies as milliseconds, sizes as bytes, times as <c>hh:mm:ss</c>.</summary>
public static class DeviceJson
{
    /// <summary>One line.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    /// <summary>For files that people review.</summary>
    public static JsonSerializerOptions Page { get; } = Create(indented: true);

    /// <summary>Sets options up the same way.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = false;
        options.MaxDepth = 16;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new LatencyMsConverter());
        options.Converters.Add(new BytesConverter());
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions { WriteIndented = indented };
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
