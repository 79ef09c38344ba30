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
