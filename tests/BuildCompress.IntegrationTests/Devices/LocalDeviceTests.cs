using System.Diagnostics;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Workers;

namespace BuildCompress.IntegrationTests.Devices;

/// <summary>Measuring in child processes, with models that behave badly.</summary>
[Collection(TimingCollection.Name)]
public sealed class LocalDeviceTests
{
    private static readonly LatencyProtocol Short = new()
    {
        Blocks = 4, MaxBlocks = 4, RunsPerBlock = 3, ShortestBlock = TimeSpan.FromMilliseconds(3), MaxNoise = 10, LongestWarmUp = TimeSpan.Zero,
    };

    [Fact]
    public async Task AModelIsMeasuredInAnotherProcess()
    {
        var report = await Measure(BadModels.Harmless(), new WorkerLimits(), Short);

        var latency = report.Models.Single();
        Assert.True(latency.Statistics.P25.Value > 0);
        Assert.Equal(4, latency.Samples.Blocks);
        Assert.Equal(latency.Samples.Wall.Length, latency.Statistics.Samples);
        Assert.Equal(1, report.Attempts);
        Assert.Empty(Workers());
    }

    [Fact]
    public async Task PeakMemoryIsAtLeastWhatTheModelHolds()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var small = await Measure(BadModels.Allocating(1 << 20), new WorkerLimits(), Short);
        var large = await Measure(BadModels.Allocating(100 << 20), new WorkerLimits(), Short);

        var difference = large.Models[0].PeakMemory!.Value.Value - small.Models[0].PeakMemory!.Value.Value;
        Assert.InRange(difference, 99L << 20, 220L << 20);
    }

    [Fact]
    public async Task AHangingModelIsEndedAndNamed()
    {
        var watch = Stopwatch.StartNew();

        var error = await Assert.ThrowsAsync<DiagnosticException>(() =>
            Measure(BadModels.Endless(), new WorkerLimits { Time = TimeSpan.FromSeconds(3) }, Short));

        Assert.Equal("BCMP5004", error.Diagnostics.Single().Id);
        Assert.InRange(watch.Elapsed.TotalSeconds, 3, 20);
        Assert.Empty(Workers());
    }

    [Fact]
    public async Task AModelThatEatsMemoryIsEndedAndNamed()
    {
        var error = await Assert.ThrowsAsync<DiagnosticException>(() =>
            Measure(BadModels.Allocating(3L << 30), new WorkerLimits { Memory = new Bytes(512 << 20) }, Short));

        Assert.Equal("BCMP5006", error.Diagnostics.Single().Id);
        Assert.Empty(Workers());
    }

    [Fact]
    public async Task AKilledWorkerIsAResultNotAnAccident()
    {
        var killed = Task.Run(async () =>
        {
            while (true)
            {
                foreach (var worker in Workers())
                {
                    worker.Kill();
                    return;
                }
                await Task.Delay(10);
            }
        });

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => Measure(BadModels.Endless(), new WorkerLimits(), Short));

        await killed;
        Assert.Equal("BCMP5005", error.Diagnostics.Single().Id);
        Assert.Contains(OperatingSystem.IsWindows() ? "exit code" : "signal 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingEndsTheWorker()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Measure(BadModels.Endless(), new WorkerLimits(), Short, stop.Token));

        Assert.Empty(Workers());
    }

    [Fact]
    public async Task AWorkerWhoseParentIsGoneEnds()
    {
        using var worker = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "buildcompress-agent.dll"), MeasurementWorker.Verb])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            },
        };
        var folder = Directory.CreateTempSubdirectory("buildcompress-tests-");
        var path = Path.Combine(folder.FullName, "endless.onnx");
        await File.WriteAllBytesAsync(path, BadModels.Endless());
        var job = new { models = new[] { new ModelFile("endless", path) }, protocol = Short, memory = new WorkerLimits().Memory };
        worker.Start();
        try
        {
            await worker.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job, DeviceJson.Line));
            await worker.StandardInput.FlushAsync();
            await Task.Delay(1000);
            Assert.False(worker.HasExited);

            worker.StandardInput.Close();

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await worker.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!worker.HasExited)
                worker.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task NoiseAboveTheLimitIsRefusedAfterSeveralAttempts()
    {
        var impossible = Short with { RunsPerBlock = 1, ShortestBlock = TimeSpan.Zero, MaxNoise = 1e-9, Attempts = 2 }; // one run a block: no two take the same time

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => Measure(BadModels.Harmless(), new WorkerLimits(), impossible));

        Assert.Equal("BCMP5003", error.Diagnostics.Single().Id);
        Assert.Contains("after 2 measurements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnusableModelIsNamed()
    {
        var error = await Assert.ThrowsAsync<DiagnosticException>(() => Measure([1, 2, 3], new WorkerLimits(), Short));

        Assert.Equal("BCMP5001", error.Diagnostics.Single().Id);
        Assert.Contains("'model'", error.Message, StringComparison.Ordinal);
    }

    private static Task<MeasurementReport> Measure(byte[] model, WorkerLimits limits, LatencyProtocol protocol, CancellationToken cancellation = default) =>
        new LocalDevice(limits).MeasureAsync([new("model", model)], protocol, null, cancellation);

    private static List<Process> Workers() => WorkerProcesses.OfThisProcess();
}
