using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Output;

/// <summary>Shows a command's course and result in one format.</summary>
internal abstract class Presentation
{
    public static Presentation Of(OutputFormat format, Terminal terminal, StopRequest stop) => format switch
    {
        OutputFormat.Json => new JsonPresentation(terminal),
        OutputFormat.MsbuildJson => new EventPresentation(terminal, stop),
        _ => new TextPresentation(terminal),
    };

    /// <summary>Runs <paramref name="work"/> and shows its events meanwhile.</summary>
    public abstract Task<IResult> FollowAsync(Func<IProgress<WorkerEvent>, Task<IResult>> work);

    /// <summary>Shows how it ended; called once, last.</summary>
    /// <param name="exitCode">Exit code of the command.</param>
    /// <param name="diagnostics">What went wrong, if anything did.</param>
    /// <param name="result">Null when there is none.</param>
    public abstract void End(ExitCode exitCode, IReadOnlyList<Diagnostic> diagnostics, IResult? result);
}
