using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>
/// One measurement in a process of its own: no neighbour in the same heap disturbs it, and a model that crashes, hangs or eats memory takes
/// only that process down.
/// </summary>
internal static class MeasurementProcess
{
    /// <summary>What the runtime itself takes, beside the models: the parent's watch must not mistake it for them.</summary>
    private const long RuntimeMemory = 256L << 20;

    private const int LongestLastWords = 500;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs one job and gives its report, noisy or not.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>, <c>BCMP5004</c>, <c>BCMP5005</c>, <c>BCMP5006</c>.</exception>
    public static async Task<MeasurementReport> RunAsync(
        IReadOnlyList<ModelFile> models, LatencyProtocol protocol, WorkerLimits limits, IProgress<MeasurementProgress>? progress,
        CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = WorkerCommand.Create() };
        var lastWords = new LastWords(LongestLastWords);
        process.ErrorDataReceived += (_, line) => lastWords.Add(line.Data);
        Start(process);
        process.BeginErrorReadLine();
        using var tooLarge = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, tooLarge.Token);
        ending.CancelAfter(limits.Time);
        var watch = WatchMemoryAsync(process, limits.Memory, tooLarge, ending.Token);
        try
        {
            await SendAsync(process, new WorkerJob(models, protocol, limits.Memory), ending.Token);
            if (await ReadAsync(process, progress, ending.Token) is { } report)
                return report;
            await process.WaitForExitAsync(ending.Token);
            throw new DiagnosticException(MeasurementFailures.Crashed(models, process.ExitCode, lastWords.ToString()));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DiagnosticException(tooLarge.IsCancellationRequested
                ? MeasurementFailures.OutOfMemory(models, limits.Memory)
                : MeasurementFailures.TimedOut(models, limits.Time));
        }
        finally
        {
            await EndAsync(process);
            await ending.CancelAsync();
            await watch;
        }
    }

    private static void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.MeasurementCrashed.Because(
                    $"The process that measures cannot be started: {error.Message}", $"Check that '{process.StartInfo.FileName}' can be run, and that memory is left."),
                error);
        }
    }

    private static async Task SendAsync(Process process, WorkerJob job, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job, DeviceJson.Line).AsMemory(), cancellation);
            await process.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // It was gone before it read its job; what it leaves on its output says so.
        }
    }

    private static async Task<MeasurementReport?> ReadAsync(Process process, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            switch (WorkerMessage.FromLine(line))
            {
                case WorkerMessage.Round round:
                    progress?.Report(new MeasurementProgress(round.Block, round.Blocks, round.Wall));
                    break;
                case WorkerMessage.Done done:
                    return done.Report;
                case WorkerMessage.Failed failed:
                    throw new DiagnosticException(new Diagnostic(failed.Id, Severity.Error, failed.Text, failed.NextStep));
            }
        }
        return null;
    }

    /// <summary>Cancels <paramref name="tooLarge"/> once the process holds more than it may.</summary>
    private static async Task WatchMemoryAsync(Process process, Bytes limit, CancellationTokenSource tooLarge, CancellationToken ended)
    {
        try
        {
            do
            {
                await Task.Delay(WatchInterval, ended);
                process.Refresh();
            }
            while (process.WorkingSet64 <= limit.Value + RuntimeMemory);
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
        {
            return;
        }
        await tooLarge.CancelAsync();
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Ended by itself.
        }
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The end of what a process says on standard error.</summary>
    private sealed class LastWords(int longest)
    {
        private string text = "";

        public void Add(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            lock (this)
            {
                text = text.Length == 0 ? line : $"{text} {line}";
                text = text.Length > longest ? text[^longest..] : text;
            }
        }

        public override string ToString()
        {
            lock (this)
                return text;
        }
    }
}
