using System.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Output;

/// <summary>Progress as lines of text, for logs: each stage as it starts, each remark once, and a line now and then in a long stage.</summary>
internal sealed class PlainProgress(TextWriter writer) : IProgress<WorkerEvent>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock writing = new();

    /// <summary>The last line of each target, and when it was written: several may be at work.</summary>
    private readonly Dictionary<string, (string Stage, string? Note, long Written)> last = [];

    public void Report(WorkerEvent value)
    {
        lock (writing)
        {
            switch (value)
            {
                case ProgressEvent progress:
                    Report(progress);
                    break;
                case ArtifactEvent artifact:
                    writer.WriteLine(ProgressText.Emitted(artifact));
                    break;
                case DiagnosticEvent { Diagnostic: var diagnostic }:
                    writer.WriteLine(diagnostic);
                    break;
            }
        }
    }

    private void Report(ProgressEvent progress)
    {
        if (last.TryGetValue(progress.Target, out var line) && (line.Stage, line.Note) == (progress.Stage, progress.Note) && Stopwatch.GetElapsedTime(line.Written) < Interval)
            return;
        last[progress.Target] = (progress.Stage, progress.Note, Stopwatch.GetTimestamp());
        var step = progress is { Steps: > 1, Step: > 0 } ? $" {progress.Step}/{progress.Steps}" : "";
        var figures = ProgressText.Figures(progress);
        writer.WriteLine($"{progress.Target}: {progress.Stage}{step}{(figures.Length > 0 ? ": " : "")}{figures}");
    }
}
