using System.Diagnostics;
using BuildCompress.Core.Protocol;
using BuildCompress.Tests;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>A run in the middle of training stops within two seconds, whoever asks.</summary>
public sealed class StopTests : IDisposable
{
    /// <summary>Two seconds of the tool, and what a busy machine adds to starting and ending a process.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan UntilTraining = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("file")]
    [InlineData("parent")]
    public async Task ATrainingRunStopsInTime(string who)
    {
        if (SharedData.IsMissing || OperatingSystem.IsWindows())
            return;
        using var parent = Process.Start("sleep", "600");
        using var tool = new ToolProcess(
            "run", Manifest(), "--output", folder.In("out"), "--store", folder.In("store"), "--format", "msbuild-json",
            "--cancel-file", folder.In("stop"), "--parent-pid", $"{parent.Id}");
        await tool.ReadUntilAsync(line => WorkerEventLine.Read(line) is ProgressEvent { Stage: "Recover", Step: > 0 }, UntilTraining);

        var clock = Stopwatch.StartNew();
        switch (who)
        {
            case "file":
                File.WriteAllText(folder.In("stop"), "");
                break;
            case "parent":
                parent.Kill();
                break;
            default:
                tool.Signal(who);
                break;
        }

        Assert.Equal(130, await tool.ExitAsync(TimeSpan.FromMinutes(1)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
        Assert.False(Directory.Exists(folder.In("out")) && Directory.EnumerateFiles(folder.In("out"), "*.onnx", SearchOption.AllDirectories).Any());
        parent.Kill();
    }

    public void Dispose() => folder.Dispose();

    private string Manifest()
    {
        SampleDataset.Write(folder.Path, trainImages: 500, validationImages: 100);
        File.Copy(SharedData.Path("models/cifar10-resnet20.onnx"), folder.In("net.onnx"));
        return folder.Write("net.json", """
            {
              "version": 1, "model": "net.onnx",
              "data": {
                "train": { "format": "cifar10-binary", "path": "train.bin" }, "validation": { "format": "cifar10-binary", "path": "validation.bin" }
              },
              "compress": { "prune": { "importance": "l1" }, "finetune": { "epochs": 1000 } },
              "targets": { "edge": { "budget": { "macs": "50%" } } }
            }
            """);
    }
}
