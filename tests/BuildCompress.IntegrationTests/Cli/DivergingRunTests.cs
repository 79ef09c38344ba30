using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>A run whose learning rate is absurd: stopped, with advice, its last good weights kept, and what was emitted before untouched.</summary>
public sealed class DivergingRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("compress.finetune", 90, 0.001)]
    [InlineData("compress.quantise.finetune", 0.001, 90)]
    public async Task TheLastGoodWeightsAreKeptAndTheOldArtifactStays(string section, double finetune, double quantise)
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 20);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8), folder.In("net.onnx"));
        Directory.CreateDirectory(folder.In("out/edge"));
        await File.WriteAllTextAsync(folder.In("out/edge/net.onnx"), "what was emitted before");
        var manifest = folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "finetune": { "epochs": 20, "batchSize": 16, "learningRate": {{finetune}} },
                "quantise": { "bits": { "weights": 4, "activations": 4 }, "calibrationSamples": 16,
                  "finetune": { "epochs": 20, "batchSize": 16, "learningRate": {{quantise}} } } },
              "targets": { "edge": { "budget": { "macs": "70%" }, "measure": { "blocks": 2 } } } }
            """);

        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.Equal(3, outcome.ExitCode);
        var error = outcome.Json.GetProperty("diagnostics")[0];
        Assert.Equal("BCMP4201", error.GetProperty("id").GetString());
        var advice = error.GetProperty("nextStep").GetString()!;
        Assert.Contains("from 90 to 18", advice, StringComparison.Ordinal);
        Assert.Contains($"settings are {section},", advice, StringComparison.Ordinal);
        var kept = Assert.Single(Directory.GetFiles(folder.In("store/work"), "last-good.onnx", SearchOption.AllDirectories));
        Assert.Contains(kept, advice, StringComparison.Ordinal);
        Assert.All(
            OnnxFile.Read(kept).Graph.Initializers.Values.Where(t => t.Element == ElementType.Float32),
            t => Assert.All(t.AsSpan<float>().ToArray(), v => Assert.InRange(v, -1000, 1000)));
        Assert.Equal("what was emitted before", await File.ReadAllTextAsync(folder.In("out/edge/net.onnx")));
    }
}
