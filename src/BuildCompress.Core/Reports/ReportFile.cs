using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Reports;

/// <summary><c>report.json</c>: a <see cref="TargetReport"/> in camel case, indented.</summary>
public static class ReportFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string ToJson(TargetReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <summary>Reads a report of this or an older version.</summary>
    /// <exception cref="DiagnosticException">BCMP6101: it cannot be read.</exception>
    public static TargetReport Read(string path)
    {
        try
        {
            var report = JsonSerializer.Deserialize<TargetReport>(File.ReadAllBytes(path), Options);
            if (report is { SchemaVersion: <= TargetReport.CurrentSchemaVersion })
                return report;
            throw new JsonException("It was written by a newer version of BuildCompress.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.ReportUnreadable.In(path, $"The report cannot be read: {error.Message}", "Delete it and build again."), error);
        }
    }
}
