using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Protocol;
using BuildCompress.IntegrationTests.Agent;
using BuildCompress.IntegrationTests.Devices;
using BuildCompress.Onnx;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>Targets of one run on several devices.</summary>
[Collection(TimingCollection.Name)]
public sealed class SeveralDevicesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AgentsOnThisMachineMeasureOneAtATime()
    {
        await using var one = await RunningAgent.StartAsync();
        await using var other = await RunningAgent.StartAsync();

        var events = await RunAsync(4, ("a1", one.Address.ToString()), ("b1", other.Address.ToString()), ("a2", one.Address.ToString()), ("b2", other.Address.ToString()));

        Assert.Equal(["a1", "a2", "b1", "b2"], events.OfType<ArtifactEvent>().Select(e => e.Target).Order(StringComparer.Ordinal));
        var (ofOne, ofOther) = (one.Measurements(), other.Measurements());
        Assert.Equal((2, 2), (ofOne.Count, ofOther.Count));
        var all = ofOne.Concat(ofOther).OrderBy(measurement => measurement.From).ToList();
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
    }

    [Fact]
    public async Task OnThisMachineNothingElseGoesOnMeanwhile()
    {
        var events = await RunAsync(4, ("a", "local"), ("b", "local"));

        var targets = events.OfType<ProgressEvent>().Select(e => e.Target).ToList();
        Assert.True(targets.LastIndexOf("a") < targets.IndexOf("b"));
        Assert.Contains(events.OfType<ProgressEvent>(), e => e is { Target: "b", Note: "latency" });
    }

    private async Task<IReadOnlyList<WorkerEvent>> RunAsync(int blocks, params (string Name, string Agent)[] targets)
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 40);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8, 16, 16), folder.In("net.onnx"));
        var manifest = folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "finetune": { "epochs": 0 },
                "quantise": { "method": "minmax", "calibrationSamples": 16 } },
              "targets": {
                {{string.Join(",\n", targets.Select(t => $$"""
                "{{t.Name}}": { "budget": { "macs": "70%" }, "agent": "{{t.Agent}}", "measure": { "blocks": {{blocks}}, "maxNoise": "100%" } }
                """))}} } }
            """);
        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--format", "msbuild-json");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return [.. outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WorkerEventLine.Read).OfType<WorkerEvent>()];
    }
}
