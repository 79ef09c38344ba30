using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>From the manifest to a verified int8 artifact whose residual branches keep channels of their own.</summary>
public sealed class UnionRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task BranchesKeepFewerChannelsThanTheirStream()
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 40);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8, 16, 16), folder.In("net.onnx"));
        var manifest = folder.Write("net.json", """
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false, "residuals": "union" }, "finetune": { "epochs": 1, "batchSize": 16 },
                "quantise": { "calibrationSamples": 16, "finetune": { "epochs": 0.5, "batchSize": 16 } } },
              "targets": { "edge": { "budget": { "macs": "60%", "size": "70%", "peakMemory": "36%" }, "measure": { "blocks": 2 } } } }
            """);

        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        var report = outcome.Json.GetProperty("result").GetProperty("targets")[0];
        Assert.Equal("union", report.GetProperty("selection").GetProperty("residuals").GetString());
        Assert.Contains("keeps channels of its own", File.ReadAllText(folder.In("out/edge/report.md")), StringComparison.Ordinal);
        Assert.Empty(report.GetProperty("fusion").GetProperty("float").EnumerateArray());
        Assert.All(report.GetProperty("budgets").EnumerateArray(), budget =>
            Assert.True(budget.GetProperty("value").GetInt64() <= budget.GetProperty("limit").GetInt64()));

        // Some branch is padded to the width of its stream, as integers.
        var artifact = OnnxFile.Read(folder.In("out/edge/net.onnx")).Graph;
        Assert.Contains(artifact.Nodes, node => node.OpType is "Pad" or "Gather" && node.Name.EndsWith("_branch", StringComparison.Ordinal)
            && artifact.Producer(node.Inputs[0]) is { OpType: "QuantizeLinear" });
    }
}
