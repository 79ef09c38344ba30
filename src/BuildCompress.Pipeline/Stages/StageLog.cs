using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Runs the stages of one target: says where it is, takes the time, and reuses what the store holds.</summary>
internal sealed class StageLog(string target, ContentStore store, IProgress<WorkerEvent> events, CancellationToken cancellation)
{
    private readonly List<StageReport> stages = [];

    /// <summary>The stages so far, in order.</summary>
    public IReadOnlyList<StageReport> Stages => stages;

    /// <summary>Runs a stage whose result is cheap and not kept.</summary>
    public T Run<T>(string stage, Func<T> work)
    {
        cancellation.ThrowIfCancellationRequested();
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
    public T Stored<T>(string stage, ContentKey key, Action<string> produce, Func<string, T> load)
    {
        cancellation.ThrowIfCancellationRequested();
        Report(stage, 0, 0);
        var clock = Stopwatch.StartNew();
        T? loaded = default;
        var entry = store.GetOrAdd(
            stage.ToLowerInvariant(), key, TryLoad, produce, () => Report(stage, 0, 0, note: "waiting for another build"), cancellation);
        if (entry.Reused)
            Report(stage, 1, 1, note: "reused");
        stages.Add(new StageReport(stage, clock.Elapsed.TotalSeconds, entry.Reused));
        return entry.Reused ? loaded! : load(entry.Folder);

        bool TryLoad(string folder)
        {
            try
            {
                loaded = load(folder);
                return true;
            }
            catch (Exception damage) when (damage is IOException or JsonException or DiagnosticException)
            {
                return false;
            }
        }
    }

    /// <summary>Says how far the stage has come.</summary>
    public void Report(
        string stage, long step, long steps, double? loss = null, double? accuracy = null, double? remainingSeconds = null, string? note = null) =>
        events.Report(new ProgressEvent(target, stage, step, steps, loss, accuracy, remainingSeconds, note));
}
