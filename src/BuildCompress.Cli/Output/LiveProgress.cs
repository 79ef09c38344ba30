using System.Diagnostics;
using BuildCompress.Core.Protocol;
using Spectre.Console;

namespace BuildCompress.Cli.Output;

/// <summary>Progress on a terminal: finished stages as lines, the running one as a bar with loss, accuracy and time left.</summary>
internal sealed class LiveProgress : IProgress<WorkerEvent>
{
    private readonly IAnsiConsole console;

    private readonly ProgressContext context;

    private readonly Lock reporting = new();

    /// <summary>The stage of each target that is at work, with its bar and when it began.</summary>
    private readonly Dictionary<string, (ProgressTask Bar, ProgressEvent Last, long Began)> stages = [];

    private LiveProgress(IAnsiConsole console, ProgressContext context) => (this.console, this.context) = (console, context);

    /// <summary>Runs <paramref name="work"/> with its progress on <paramref name="console"/>.</summary>
    public static Task<IResult> FollowAsync(IAnsiConsole console, Func<IProgress<WorkerEvent>, Task<IResult>> work) => console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 })
        .StartAsync(async context =>
        {
            var progress = new LiveProgress(console, context);
            var result = await work(progress);
            foreach (var target in progress.stages.Keys.ToList())
                progress.FinishStage(target);
            return result;
        });

    public void Report(WorkerEvent value)
    {
        lock (reporting)
        {
            switch (value)
            {
                case ProgressEvent progress:
                    Show(progress);
                    break;
                case ArtifactEvent artifact:
                    FinishStage(artifact.Target);
                    console.MarkupLine($"[green]✓[/] {Markup.Escape(ProgressText.Emitted(artifact))}");
                    break;
                case DiagnosticEvent { Diagnostic: var diagnostic }:
                    DiagnosticText.Write(diagnostic, console);
                    break;
            }
        }
    }

    private void Show(ProgressEvent progress)
    {
        var figures = ProgressText.Figures(progress);
        var description = $"[bold]{Markup.Escape(progress.Target)}[/] {Markup.Escape(progress.Stage)} [grey]{Markup.Escape(figures)}[/]";
        if (!stages.TryGetValue(progress.Target, out var stage) || stage.Last.Stage != progress.Stage)
        {
            FinishStage(progress.Target);
            stage = (context.AddTask(description, autoStart: true), progress, Stopwatch.GetTimestamp());
        }

        var bar = stage.Bar;
        bar.IsIndeterminate = progress.Steps == 0;
        bar.MaxValue = Math.Max(1, progress.Steps);
        bar.Value = progress.Step;
        bar.Description = description;
        stages[progress.Target] = stage with { Last = progress };
    }

    private void FinishStage(string target)
    {
        if (!stages.Remove(target, out var stage))
            return;
        stage.Bar.StopTask();
        var current = stage.Last;
        var figures = ProgressText.Figures(current with { RemainingSeconds = null, Loss = null });
        console.MarkupLine(
            $"[green]✓[/] [bold]{Markup.Escape(current.Target)}[/] {Markup.Escape(current.Stage)} " +
            $"[grey]{ProgressText.Duration(Stopwatch.GetElapsedTime(stage.Began).TotalSeconds)}{(figures.Length > 0 ? ", " : "")}{Markup.Escape(figures)}[/]");
    }
}
