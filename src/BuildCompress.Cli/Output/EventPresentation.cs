using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;
using BuildCompress.Pipeline;

namespace BuildCompress.Cli.Output;

/// <summary>For the MSBuild task: one event per line on standard output. A reader that goes away stops the run.</summary>
internal sealed class EventPresentation(Terminal terminal, StopRequest stop) : Presentation, IProgress<WorkerEvent>
{
    private readonly Lock writing = new();

    public override Task<IResult> FollowAsync(Func<IProgress<WorkerEvent>, Task<IResult>> work)
    {
        Report(new StartedEvent(ToolVersion.Current));
        return work(this);
    }

    public override void End(ExitCode exitCode, IReadOnlyList<Diagnostic> diagnostics, IResult? result)
    {
        foreach (var diagnostic in diagnostics)
            Report(new DiagnosticEvent(diagnostic));
    }

    public void Report(WorkerEvent value)
    {
        try
        {
            lock (writing)
            {
                terminal.Output.WriteLine(WorkerEventLine.Write(value));
                terminal.Output.Flush();
            }
        }
        catch (IOException)
        {
            stop.Cancel();
        }
    }
}
