using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Runs the stages of one target: says where it is, takes the time, and reuses what the store holds.</summary>
internal sealed class StageLog(string target, RunContext run)
{
    private readonly List<StageReport> stages = [];

    /// <summary>The stages so far, in order.</summary>
    public IReadOnlyList<StageReport> Stages => stages;

    /// <summary>Runs a stage whose result is cheap and not kept.</summary>
    public T Run<T>(string stage, Func<T> work)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        Report(stage, 0, 0);
        var clock = Stopwatch.StartNew();
        var result = work();
        stages.Add(new StageReport(stage, clock.Elapsed.TotalSeconds, Reused: false));
        return result;
    }

    /// <summary>Runs a stage whose result is kept under <paramref name="key"/>.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="key">Everything the result depends on.</param>
    /// <param name="produce">Writes the result to a folder.</param>
    /// <param name="load">Reads it back.</param>
    /// <param name="isGoodEnough">Whether what is kept need not be made again; null when it never need.</param>
    public T Stored<T>(string stage, ContentKey key, Action<string> produce, Func<string, T> load, Predicate<T>? isGoodEnough = null)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        Report(stage, 0, 0);
        var clock = Stopwatch.StartNew();
        T? loaded = default;
        var entry = run.Store.GetOrAdd(
            stage.ToLowerInvariant(), key, TryLoad, produce, () => Waiting(stage), run.Cancellation);
        if (entry.Reused)
            Report(stage, 1, 1, note: "reused");
        stages.Add(new StageReport(stage, clock.Elapsed.TotalSeconds, entry.Reused));
        return entry.Reused ? loaded! : load(entry.Folder);

        bool TryLoad(string folder)
        {
            try
            {
                loaded = load(folder);
                return isGoodEnough?.Invoke(loaded) ?? true;
            }
            catch (Exception damage) when (damage is IOException or JsonException or DiagnosticException)
            {
                return false;
            }
        }
    }

    /// <summary>Another build, or another target of this one, computes what <paramref name="stage"/> wants: until it has, others compute here.</summary>
    public IDisposable Waiting(string stage)
    {
        Report(stage, 0, 0, note: "waiting for another build");
        return run.Machine.GoAway();
    }

    /// <summary>Says how far the stage has come.</summary>
    public void Report(
        string stage, long step, long steps, double? loss = null, double? accuracy = null, double? remainingSeconds = null, string? note = null) =>
        run.Events.Report(new ProgressEvent(target, stage, step, steps, loss, accuracy, remainingSeconds, note));
}
