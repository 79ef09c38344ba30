using BuildCompress.Cli.Commands;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>How the ways in which a command's work can fail become exit codes.</summary>
public sealed class InvocationTests
{
    public static TheoryData<Exception> EngineFailures => new(
        new DllNotFoundException("not there"),
        new EntryPointNotFoundException("too old"),
        new BadImageFormatException("another processor's"),
        new TypeInitializationException("Engine", new TypeInitializationException("Library", new DllNotFoundException("not there"))));

    [Theory]
    [MemberData(nameof(EngineFailures))]
    public async Task AnEngineThatDoesNotLoadIsUnavailableAndNoCrash(Exception failure)
    {
        using var stop = new StopRequest();
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await Invocation.RunAsync(
            OutputFormat.Json, new Terminal(output, error, TerminalStyle.Plain, TerminalStyle.Plain), stop, (_, _) => throw failure);

        var diagnostic = new CommandOutcome(exitCode, output.ToString(), error.ToString()).Single(69, "BCMP0101");
        Assert.EndsWith(failure.GetBaseException().Message, diagnostic.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
