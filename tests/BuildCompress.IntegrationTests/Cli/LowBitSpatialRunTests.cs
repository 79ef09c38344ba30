using System.Text.Json;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>Few bits in kernels that lost positions: zero columns stay zero on every grid, rectangles are layers with bits of their own.</summary>
public sealed class LowBitSpatialRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("columns", "lsq", """ "weights": 4, "activations": 4 """, "bops", "2.0%")]
    [InlineData("columns", "qil", """ "weights": 2, "activations": 4 """, "macs", "60%")]
    [InlineData("columns", "lsq+", """ "weights": 4, "mixed": { "samples": 32 } """, "macs", "60%")]
    [InlineData("rectangles", "lsq", """ "weights": 2, "activations": 2 """, "macs", "60%")]
    [InlineData("rectangles", "lsq", """ "weights": 4, "mixed": { "weights": [2, 4, 8], "samples": 32 } """, "bops", "3.0%")]
    public async Task TheArtifactHoldsItsBudgetAndIsWhatTrainingJudged(string spatial, string method, string bits, string budget, string limit)
    {
        var (report, model) = await Run(spatial, method, bits, budget, limit);

        var held = report.GetProperty("budgets")[0];
        Assert.InRange(held.GetProperty("value").GetInt64(), 1, held.GetProperty("limit").GetInt64());
        Assert.Empty(report.GetProperty("fusion").GetProperty("float").EnumerateArray());
        var accuracy = report.GetProperty("accuracy");
        Assert.Equal(accuracy.GetProperty("ladder").EnumerateArray().Last().GetProperty("accuracy").GetDouble(), accuracy.GetProperty("result").GetDouble());
        var types = ShapeInference.Infer(model);
        var layers = LayerPrecision.Of(model.Graph, types, CostModel.Count(model.Graph, types));
        Assert.Contains(layers, l => l.Stored is { Element: ElementType.Int2 or ElementType.Int4 });
        var zeros = ZeroColumns.Of(model.Graph, types);
        if (spatial == "columns")
        {
            Assert.InRange(zeros.Macs.Value, 1, long.MaxValue);
            Assert.Equal(zeros.Macs.Value, report.GetProperty("result").GetProperty("zeroMacs").GetInt64());
            Assert.Equal(layers.Sum(l => l.BitOperations - l.ZeroBitOperations), report.GetProperty("result").GetProperty("bitOperations").GetInt64());
        }
        else
        {
            Assert.Contains(report.GetProperty("selection").GetProperty("spatial").GetProperty("layers").EnumerateArray(), l => l.GetProperty("shapes").GetInt32() > 1);
            Assert.Equal(layers.Sum(l => l.BitOperations), report.GetProperty("result").GetProperty("bitOperations").GetInt64());
        }
    }

    private async Task<(JsonElement Report, Model Model)> Run(string spatial, string method, string bits, string budget, string limit)
    {
        SampleDataset.Write(folder.Path, trainImages: 96, validationImages: 60);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8, 16, 16), folder.In("net.onnx"));
        var manifest = folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false, "spatial": "{{spatial}}", "gamma": 0.6, "maxRectangles": 2 },
                "finetune": { "epochs": 0 },
                "quantise": { "method": "{{method}}", "bits": { {{bits}}, "first": 8, "last": 8 }, "calibrationSamples": 16,
                  "finetune": { "epochs": 1, "batchSize": 16 } } },
              "targets": { "edge": { "budget": { "{{budget}}": "{{limit}}" }, "measure": { "blocks": 2 } } } }
            """);
        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return (outcome.Json.GetProperty("result").GetProperty("targets")[0], OnnxFile.Read(folder.In("out/edge/net.onnx")));
    }
}
