using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>From the manifest to a verified artifact without branches: of a network that has some, and of one that gets some.</summary>
public sealed class BranchRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none", "repq", "estimate", 4)]
    [InlineData("none", "merge-first", "batch", 8)]
    [InlineData("none", "none", "batch", 32)]
    public async Task ARepVggIsCutAsBranchesAndEmittedAsSingleConvolutions(string reparametrise, string blocks, string bn, int bits)
    {
        OnnxFile.Write(RepVggGraph.Classifier(seed: 1, classes: 10, 8, 8, 16, 16), folder.In("net.onnx"));
        await RunAndCheck(reparametrise, blocks, bn, bits, convolutions: 4, additions: 0);
    }

    [Theory]
    [InlineData("repvgg", "repq", "batch", 4)]
    [InlineData("acnet", "repq", "frozen", 8)]
    [InlineData("repvgg", "none", "batch", 32)]
    public async Task AResidualNetworkTrainsWithBranchesAndLosesThem(string reparametrise, string blocks, string bn, int bits)
    {
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 16), folder.In("net.onnx"));
        await RunAndCheck(reparametrise, blocks, bn, bits, convolutions: 6, additions: 2);
    }

    [Fact]
    public async Task ABlockThatIsNoSingleConvolutionIsNamedAndStays()
    {
        var net = RepVggGraph.Classifier(seed: 1, classes: 10, 8, 8);
        // The 3x3 of the second block reads a 1x1 with a bias.
        var graph = net.Graph;
        var dense = graph.Nodes.Single(n => n.Name == "block2.dense.conv");
        var before = new Node("block2.squeeze", "Conv", "", [dense.Inputs[0], "squeeze", "block2.dense.shift"], ["block2.squeeze"], new Dictionary<string, AttributeValue>());
        var nodes = graph.Nodes.SelectMany(n => n == dense ? [before, n with { Inputs = ["block2.squeeze", n.Inputs[1]] }] : new[] { n }).ToArray();
        var weights = new Dictionary<string, ConstantTensor>(graph.Initializers) { ["squeeze"] = ConstantTensor.Of([.. Enumerable.Range(0, 64).Select(i => i % 9 == 0 ? 1f : 0.1f)], 8, 8, 1, 1) };
        OnnxFile.Write(net with { Graph = graph with { Nodes = nodes, Initializers = weights } }, folder.In("net.onnx"));
        SampleDataset.Write(folder.Path, trainImages: 80, validationImages: 40);
        var manifest = folder.Write("net.json", """
            { "version": 1, "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" }, "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1" } },
              "targets": { "edge": { "budget": { "macs": "70%" } } } }
            """);

        var outcome = await ToolProcess.RunAsync("plan", manifest, "--store", folder.In("store"));

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Contains("warning BCMP2017", outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.Contains("'block2.dense.conv'", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    private async Task RunAndCheck(string reparametrise, string blocks, string bn, int bits, int convolutions, int additions)
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 40);
        var quantise = bits == 32
            ? """ "method": "none" """
            : $$""" "bits": { "weights": {{bits}}, "activations": {{bits}} }, "blocks": "{{blocks}}", "bn": "{{bn}}", "calibrationSamples": 16, "finetune": { "epochs": 1, "batchSize": 16 } """;
        var manifest = folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "reparametrise": "{{reparametrise}}", "finetune": { "epochs": 1, "batchSize": 16 },
                "quantise": { {{quantise}} } },
              "targets": { "edge": { "budget": { "macs": "60%", "size": "70%", "peakMemory": "90%" }, "measure": { "blocks": 2 } } } }
            """);

        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        var report = outcome.Json.GetProperty("result").GetProperty("targets")[0];
        var budgets = report.GetProperty("budgets").EnumerateArray().ToDictionary(b => b.GetProperty("kind").GetString()!);
        Assert.All(budgets.Values, budget => Assert.True(budget.GetProperty("value").GetInt64() <= budget.GetProperty("limit").GetInt64()));
        // The budget is used up by what is emitted: branches took none of it.
        Assert.True(budgets["macs"].GetProperty("value").GetInt64() > 0.8 * budgets["macs"].GetProperty("limit").GetInt64());
        Assert.Equal(new FileInfo(folder.In("out/edge/net.onnx")).Length, budgets["size"].GetProperty("value").GetInt64());
        var graph = OnnxFile.Read(folder.In("out/edge/net.onnx")).Graph;
        Assert.Equal(convolutions, graph.Nodes.Count(n => n.OpType == "Conv"));
        Assert.Equal(additions, graph.Nodes.Count(n => n.OpType == "Add"));
        Assert.DoesNotContain(graph.Nodes, n => n.OpType == "BatchNormalization");
    }
}
