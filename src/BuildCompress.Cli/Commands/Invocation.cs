using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Commands;

/// <summary>Runs a command's work and turns however it ends into an exit code and words.</summary>
internal static class Invocation
{
    public static async Task<int> RunAsync(
        OutputFormat format, Terminal terminal, StopRequest stop, Func<IProgress<WorkerEvent>, CancellationToken, Task<IResult>> work)
    {
        var presentation = Presentation.Of(format, terminal, stop);
        var (exitCode, diagnostics, result) = await OutcomeAsync(presentation, stop.Token, work);
        try
        {
            presentation.End(exitCode, diagnostics, result);
        }
        catch (IOException)
        {
            return (int)ExitCode.Cancelled; // Whoever read our output has gone.
        }

        return (int)exitCode;
    }

    private static async Task<(ExitCode ExitCode, IReadOnlyList<Diagnostic> Diagnostics, IResult? Result)> OutcomeAsync(
        Presentation presentation, CancellationToken cancellation, Func<IProgress<WorkerEvent>, CancellationToken, Task<IResult>> work)
    {
        try
        {
            var result = await presentation.FollowAsync(progress => work(progress, cancellation));
            return (result.AsExitCode(), [], result);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return (ExitCode.Cancelled, [], null);
        }
        catch (DiagnosticException error)
        {
            return (DiagnosticCatalog.ExitCodeOf(error.Diagnostics), error.Diagnostics, null);
        }
        catch (Exception error) when (EngineDiagnostics.AreAbout(error))
        {
            return (ExitCode.Unavailable, [EngineDiagnostics.Unavailable(error)], null);
        }
        catch (Exception error)
        {
            return (ExitCode.Internal, [CrashLog.Write(error)], null);
        }
    }
}
