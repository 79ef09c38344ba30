using System.Text.Json;
using BuildCompress.Cli;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>What a command line gave, run in this process as if its output were piped.</summary>
internal sealed record CommandOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The one error of <c>--json</c> output, expected with its exit code; nobody may have seen a stack trace.</summary>
    public JsonElement Single(int exitCode, string id)
    {
        Assert.True(exitCode == ExitCode, Output + Error);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, Json.GetProperty("exitCode").GetInt32());
        var diagnostic = Assert.Single(Json.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal(("error", id), (diagnostic.GetProperty("severity").GetString(), diagnostic.GetProperty("id").GetString()));
        Assert.NotEmpty(diagnostic.GetProperty("nextStep").GetString()!);
        return diagnostic;
    }

    public static async Task<CommandOutcome> RunAsync(params string[] args)
    {
        using var stop = new StopRequest();
        return await RunAsync(stop, args);
    }

    public static async Task<CommandOutcome> RunAsync(StopRequest stop, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(args, new Terminal(output, error, TerminalStyle.Plain, TerminalStyle.Plain), stop);
        return new CommandOutcome(exitCode, output.ToString(), error.ToString());
    }
}
