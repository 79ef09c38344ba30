using System.Text.Json;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>From the manifest to a verified artifact whose layers have bits of their own, and the plan of it.</summary>
public sealed class MixedPrecisionRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lsq", "curvature", """ "macs": "70%" """, false)]
    [InlineData("lsq+", "measured", """ "macs": "70%", "bops": "1.1%" """, true)]
    [InlineData("qil", "curvature", """ "bops": "2.8%", "size": "42%" """, true)]
    public async Task BitsAreChosenWithinTheBudgetsAndTheFileKeepsThem(string method, string sensitivity, string budget, bool bops)
    {
        var manifest = Project(method, budget, $$"""{ "weights": [2, 3, 4, 6, 8], "sensitivity": "{{sensitivity}}", "samples": 64 }""");

        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        var report = outcome.Json.GetProperty("result").GetProperty("targets")[0];
        var mixed = report.GetProperty("mixed");
        var file = OnnxFile.Read(folder.In("out/edge/net.onnx"));
        var types = ShapeInference.Infer(file);
        var layers = LayerPrecision.Of(file.Graph, types, CostModel.Count(file.Graph, types)).ToDictionary(l => l.Node);
        var chosen = mixed.GetProperty("layers").EnumerateArray().ToArray();
        Assert.InRange(chosen.Length, 3, 100);
        Assert.InRange(chosen.Select(Bits).Distinct().Count(), 2, 5);
        // Training leaves no integer outside the grid; a narrow layer may not need all of its own.
        Assert.All(chosen, layer => Assert.InRange(layers[layer.GetProperty("name").GetString()!].WeightBits, 2, Bits(layer)));
        Assert.All(chosen, layer => Assert.Equal(
            WeightContainer.StoredBits(Bits(layer)), layers[layer.GetProperty("name").GetString()!].Stored!.Element.Bits()));

        // What the budgets say was counted from the very file.
        var shared = mixed.GetProperty("budgets").EnumerateArray().ToDictionary(b => b.GetProperty("kind").GetString()!);
        Assert.All(shared.Values, b => Assert.InRange(b.GetProperty("value").GetInt64(), 1, b.GetProperty("limit").GetInt64()));
        Assert.Equal(new FileInfo(folder.In("out/edge/net.onnx")).Length, shared["size"].GetProperty("value").GetInt64());
        Assert.Equal(bops, shared.ContainsKey("bops"));
        var operations = layers.Values.Sum(l => l.BitOperations);
        Assert.Equal(operations, report.GetProperty("result").GetProperty("bitOperations").GetInt64());
        if (bops)
            Assert.InRange(operations, 1, shared["bops"].GetProperty("value").GetInt64());
        Assert.InRange(mixed.GetProperty("lossIncrease").GetDouble(), 0, mixed.GetProperty("uniformLossIncrease").GetDouble() * (bops ? 1e9 : 1));
        Assert.Equal(mixed.GetProperty("lossIncrease").GetDouble(), mixed.GetProperty("lowerBound").GetDouble(), 1e-9);
        Assert.Empty(report.GetProperty("fusion").GetProperty("float").EnumerateArray());
        var page = await File.ReadAllTextAsync(folder.In("out/edge/report.md"));
        Assert.Contains("Bits were chosen layer by layer", page, StringComparison.Ordinal);

        static int Bits(JsonElement layer) => layer.GetProperty("bits").GetInt32();
    }

    [Fact]
    public async Task ThePlanShowsTheBitsOfEachLayerWithoutTraining()
    {
        var manifest = Project("lsq", """ "macs": "70%", "bops": "1.2%" """, """{ "samples": 32 }""");

        var json = await ToolProcess.RunAsync("plan", manifest, "--store", folder.In("store"), "--json");
        var text = await ToolProcess.RunAsync("plan", manifest, "--store", folder.In("store"));

        Assert.True(json.ExitCode == 0, json.Output + json.Error);
        var plan = json.Json.GetProperty("result").GetProperty("targets")[0];
        var budget = plan.GetProperty("selection").GetProperty("budgets").EnumerateArray().Single(b => b.GetProperty("kind").GetString() == "bops");
        Assert.InRange(budget.GetProperty("value").GetInt64(), 1, budget.GetProperty("limit").GetInt64());
        Assert.InRange(plan.GetProperty("precision").GetArrayLength(), 5, 100);
        Assert.InRange(plan.GetProperty("mixed").GetProperty("layers").GetArrayLength(), 3, 100);
        Assert.Contains("int4", text.Output, StringComparison.Ordinal);
        Assert.Contains("nats", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BitsThatCannotMeetTheBudgetAreAnErrorInWords()
    {
        var manifest = Project("lsq", """ "bops": 2000 """, "{}");

        var outcome = await ToolProcess.RunAsync("validate", manifest, "--json");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("BCMP3001", outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.Contains("bops", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    private string Project(string method, string budget, string mixed)
    {
        SampleDataset.Write(folder.Path, trainImages: 96, validationImages: 40);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8, 16, 16), folder.In("net.onnx"));
        return folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "finetune": { "epochs": 0 },
                "quantise": { "method": "{{method}}", "bits": { "weights": 4, "activations": 4, "mixed": {{mixed}} }, "calibrationSamples": 16,
                  "finetune": { "epochs": 1, "batchSize": 16 } } },
              "targets": { "edge": { "budget": { {{budget}} }, "measure": { "blocks": 2 } } } }
            """);
    }
}
