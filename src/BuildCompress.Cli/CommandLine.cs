using System.CommandLine;
using System.CommandLine.Invocation;
using BuildCompress.Cli.Commands;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;

namespace BuildCompress.Cli;

/// <summary>The <c>buildcompress</c> command: results on standard output, all else on standard error.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs a command line; gives the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, StopRequest stop)
    {
        var root = new RootCommand("One small, fast, verified model per device.")
        {
            RunCommand.Create(terminal, stop),
            PlanCommand.Create(terminal, stop),
            ValidateCommand.Create(terminal, stop),
            InspectCommand.Create(terminal, stop),
            MeasureCommand.Create(terminal, stop),
            MeasurementsCommand.Create(terminal, stop),
            AgentCommand.Create(terminal, stop),
            DoctorCommand.Create(terminal, stop),
            SchemaCommand.Create(terminal, stop),
            SampleCommand.Create(terminal, stop),
        };

        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction error)
            error.ShowHelp = false;
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = parsed.Errors.Count == 0 ? terminal.Output : terminal.Error, // Suggestions are no result.
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // StopRequest listens to the signals itself.
        });
    }
}
