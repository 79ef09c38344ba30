using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Workers;

/// <summary>
/// The other side of <see cref="MeasurementProcess"/>: reads one <see cref="WorkerJob"/> line, measures, and writes <see cref="WorkerMessage"/>
/// lines. The end of its input means that nobody waits for the result.
/// </summary>
public static class MeasurementWorker
{
    /// <summary>The hidden first argument by which a program is asked to be a worker.</summary>
    public const string Verb = "measure-worker";

    private static readonly TimeSpan GraceAtEnd = TimeSpan.FromSeconds(5);

    /// <summary>Serves one job; the exit code is 0 whenever a report or failure was written.</summary>
    public static int Run(TextReader input, TextWriter output)
    {
        if (input.ReadLine() is not { } line || JsonSerializer.Deserialize<WorkerJob>(line, DeviceJson.Line) is not { } job)
            return (int)ExitCode.Usage;
        MemoryLimit.Apply(job.Memory);
        using var abandoned = new CancellationTokenSource();
        new Thread(() => CancelAtEnd(input, abandoned)) { IsBackground = true, Name = "Waits for the end of input" }.Start();
        var message = Measure(job, new Rounds(output), abandoned.Token);
        output.WriteLine(message.ToLine());
        output.Flush();
        return (int)ExitCode.Ok;
    }

    private static WorkerMessage Measure(WorkerJob job, IProgress<MeasurementProgress> progress, CancellationToken abandoned)
    {
        try
        {
            var models = job.Models.Select(model => new ModelUnderTest(model.Name, File.ReadAllBytes(model.Path))).ToList();
            return new WorkerMessage.Done(InterleavedMeasurement.Run(models, job.Protocol, progress, abandoned));
        }
        catch (DiagnosticException error) when (IsOutOfMemory(error.Message))
        {
            return OutOfMemory(job);
        }
        catch (Exception error) when (error is OutOfMemoryException or OverflowException)
        {
            return OutOfMemory(job);
        }
        catch (DiagnosticException error)
        {
            var first = error.Diagnostics[0];
            return new WorkerMessage.Failed(first.Id, first.Message, first.NextStep);
        }
        catch (IOException error)
        {
            return new WorkerMessage.Failed(
                DiagnosticCatalog.MeasurementCrashed.Id, $"A model cannot be read: {error.Message}", "Keep the file until the measurement has ended.");
        }
    }

    /// <summary>ONNX Runtime says it in these words, or passes on those of the C++ library.</summary>
    private static bool IsOutOfMemory(string message) =>
        message.Contains("bad_alloc", StringComparison.Ordinal) || message.Contains("Failed to allocate memory", StringComparison.Ordinal);

    private static WorkerMessage.Failed OutOfMemory(WorkerJob job)
    {
        var diagnostic = MeasurementFailures.OutOfMemory(job.Models, job.Memory);
        return new WorkerMessage.Failed(diagnostic.Id, diagnostic.Message, diagnostic.NextStep);
    }

    private static void CancelAtEnd(TextReader input, CancellationTokenSource abandoned)
    {
        while (input.ReadLine() is not null)
        {
        }
        abandoned.Cancel();
        // Between two operators the runtime stops by itself; in the middle of one, or while it loads a model, only this stops it.
        Thread.Sleep(GraceAtEnd);
        Process.GetCurrentProcess().Kill();
    }

    private sealed class Rounds(TextWriter output) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value)
        {
            output.WriteLine(new WorkerMessage.Round(value.Block, value.Blocks, value.Wall).ToLine());
            output.Flush();
        }
    }
}
