using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>From the manifest to a verified artifact of few bits: its size is that of the file, its layers run in integers.</summary>
public sealed class LowBitRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("qil", 4, 4, "int4", new[] { "calibrate", "quantise", "w5a5", "w8a8" })]
    [InlineData("lsq+", 2, 3, "int2", new[] { "calibrate", "quantise" })]
    [InlineData("minmax", 8, 8, "int8", new[] { "calibrate" })]
    public async Task TheReportSaysWhatIsStoredAndTheFileKeepsItsBudget(string method, int weights, int activations, string type, string[] steps)
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 40);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8, 16, 16), folder.In("net.onnx"));
        var manifest = folder.Write("net.json", $$"""
            { "version": 1,
              "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "finetune": { "epochs": 0 },
                "quantise": { "method": "{{method}}", "bits": { "weights": {{weights}}, "activations": {{activations}} }, "calibrationSamples": 16,
                  "finetune": { "epochs": 1, "batchSize": 16 } } },
              "targets": { "edge": { "budget": { "macs": "70%", "size": "80%" }, "measure": { "blocks": 2 } } } }
            """);

        var outcome = await ToolProcess.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        var report = outcome.Json.GetProperty("result").GetProperty("targets")[0];
        var stored = report.GetProperty("fusion").GetProperty("weights").EnumerateArray().ToDictionary(w => w.GetProperty("type").GetString()!);
        var size = report.GetProperty("budgets").EnumerateArray().Single(b => b.GetProperty("kind").GetString() == "size");
        Assert.Equal(new FileInfo(folder.In("out/edge/net.onnx")).Length, size.GetProperty("value").GetInt64());
        Assert.InRange(size.GetProperty("value").GetInt64(), 1, size.GetProperty("limit").GetInt64());
        Assert.True(stored[type].GetProperty("elements").GetInt64() * int.Parse(type[3..]) / 8 <= stored[type].GetProperty("bytes").GetInt64());
        Assert.InRange(stored[type].GetProperty("layers").GetInt32(), 3, 100);
        Assert.Empty(report.GetProperty("fusion").GetProperty("float").EnumerateArray());
        Assert.Contains($"stored as {type}", File.ReadAllText(folder.In("out/edge/report.md")), StringComparison.Ordinal);
        var ladder = report.GetProperty("accuracy").GetProperty("ladder").EnumerateArray().Select(s => s.GetProperty("step").GetString()!);
        Assert.Equal(steps, ladder.Where(s => s is not ("cut" or "batch-norm" or "finetune")).Order(StringComparer.Ordinal));
    }
}
