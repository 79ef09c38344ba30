using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Inference;
using BuildCompress.IntegrationTests.Agent;
using BuildCompress.IntegrationTests.Cli;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Pipeline;

public sealed class RunnableWidthsTests
{
    private static readonly Model Network = ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8, 8);

    /// <summary>Each type is tried once, whatever the widths that lie in it; int8 is not.</summary>
    [Theory]
    [InlineData(QuantiseMethod.Lsq, 8, null, null, new ElementType[0])]
    [InlineData(QuantiseMethod.None, 2, null, null, new ElementType[0])]
    [InlineData(QuantiseMethod.Lsq, 3, null, null, new[] { ElementType.Int4 })]
    [InlineData(QuantiseMethod.Qil, 2, null, null, new[] { ElementType.Int2 })]
    [InlineData(QuantiseMethod.Lsq, 6, 2, null, new[] { ElementType.Int2 })]
    [InlineData(QuantiseMethod.Lsq, 4, null, new[] { 2, 3, 4, 8 }, new[] { ElementType.Int2, ElementType.Int4 })]
    public void TheTypesThatTheBitsNeedAreTriedAndRunHere(QuantiseMethod method, int weights, int? first, int[]? mixed, ElementType[] types)
    {
        var tried = new List<ElementType>();

        RunnableWidths.Check(Target(method, weights, first, mixed), Network, file =>
        {
            OptimizedModel.Of(file);
            tried.Add(OnnxFile.Parse(file).Graph.Initializers.Values.Select(t => t.Element).Where(t => t is ElementType.Int2 or ElementType.Int4).Min(t => (t.Bits(), t)).t);
        });

        Assert.Equal(types, tried);
    }

    [Theory]
    [InlineData(4, null, "int2", null)]
    [InlineData(2, null, "int2", "3 or more")]
    [InlineData(4, new[] { 2, 8 }, "int2", "3 or more")]
    [InlineData(3, null, "int4", "5 or more")]
    public void ARuntimeThatDoesNotLoadThemIsAnErrorBeforeTraining(int weights, int[]? mixed, string unknown, string? advice)
    {
        var target = Target(QuantiseMethod.Lsq, weights, null, mixed);

        var error = Record.Exception(() => RunnableWidths.Check(target, Network, file =>
        {
            if (OnnxFile.Parse(file).Graph.Initializers.Values.Any(t => t.Element.ToString().Equals(unknown, StringComparison.OrdinalIgnoreCase)))
                throw new DiagnosticException(DiagnosticCatalog.ModelDoesNotRun.Because("unknown type", "none"));
        }));

        if (advice is null)
        {
            Assert.Null(error);
            return;
        }

        var diagnostic = Assert.Single(Assert.IsType<DiagnosticException>(error).Diagnostics);
        Assert.Equal("BCMP5007", diagnostic.Id);
        Assert.Contains($"stored as {unknown}", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(advice, diagnostic.NextStep, StringComparison.Ordinal);
    }

    /// <summary>A run with few bits measures twice on the agent: a model of that form first, the artifact at the end.</summary>
    [Fact]
    public async Task TheDeviceIsAskedBeforeAnythingIsTrained()
    {
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync();
        SampleDataset.Write(folder.Path, trainImages: 20, validationImages: 20);
        OnnxFile.Write(Network, folder.In("net.onnx"));
        var manifest = folder.Write("net.json", $$"""
            { "version": 1, "model": "net.onnx",
              "data": { "train": { "format": "cifar10-binary", "path": "train.bin" }, "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1", "balance": false }, "finetune": { "epochs": 0 },
                "quantise": { "method": "minmax", "bits": { "weights": 2 }, "calibrationSamples": 16 } },
              "targets": { "edge": { "agent": "{{agent.Address}}", "measure": { "maxNoise": "90%", "blocks": 2 } } } }
            """);

        var outcome = await CommandOutcome.RunAsync("run", manifest, "--output", folder.In("out"), "--store", folder.In("store"), "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(2, agent.Measurements().Count);
    }

    private static Target Target(QuantiseMethod method, int weights, int? first, int[]? mixed)
    {
        var quantise = QuantiseDefaults.Int8 with { Method = method, Bits = new QuantiseBits(weights, 8, first) { Mixed = mixed is null ? null : new MixedBits(mixed) } };
        return new(
            new("edge", new SourceSpan("net.json")), [], null, 1,
            new CompressSettings(1, new PruneSettings(ImportanceKind.L1, Granularity: 1, Balance: false, DropBlocks: false), quantise.Training, quantise));
    }
}
