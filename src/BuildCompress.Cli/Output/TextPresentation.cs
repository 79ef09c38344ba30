using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Output;

/// <summary>For people: progress and diagnostics on standard error, the result on standard output.</summary>
internal sealed class TextPresentation(Terminal terminal) : Presentation
{
    public override Task<IResult> FollowAsync(Func<IProgress<WorkerEvent>, Task<IResult>> work) =>
        terminal.ErrorStyle == TerminalStyle.Plain ? work(new PlainProgress(terminal.Error)) : LiveProgress.FollowAsync(terminal.ErrorConsole(), work);

    public override void End(ExitCode exitCode, IReadOnlyList<Diagnostic> diagnostics, IResult? result)
    {
        foreach (var diagnostic in diagnostics)
            DiagnosticText.Write(diagnostic, terminal.ErrorConsole());
        if (exitCode == ExitCode.Cancelled)
            terminal.Error.WriteLine("Stopped. Run again to go on from the last checkpoint.");
        result?.Render(terminal.OutputConsole());
    }
}
