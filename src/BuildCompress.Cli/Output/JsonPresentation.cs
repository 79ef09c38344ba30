using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Output;

/// <summary>For programs: <c>{ schemaVersion, exitCode, diagnostics, result }</c> on standard output, at the end.</summary>
internal sealed class JsonPresentation(Terminal terminal) : Presentation
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public override Task<IResult> FollowAsync(Func<IProgress<WorkerEvent>, Task<IResult>> work) => work(new PlainProgress(terminal.Error));

    public override void End(ExitCode exitCode, IReadOnlyList<Diagnostic> diagnostics, IResult? result) => terminal.Output.WriteLine(
        JsonSerializer.Serialize(new { SchemaVersion, ExitCode = (int)exitCode, Diagnostics = diagnostics, Result = (object?)result }, Options));
}
