using System.Globalization;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.Benchmarks.Spatial;

/// <summary>What thinned kernels buy in latency: ResNet-20 at half its MACs, by channels alone and by rectangles, all in one interleaved run.</summary>
internal static class SpatialBenchmark
{
    private static readonly (string Name, PruneSettings Settings)[] Variants =
    [
        ("channels alone", Prune(SpatialMode.Off, 1, 4)),
        ("rectangles, at most 4 per layer", Prune(SpatialMode.Rectangles, 0.7, 4)),
        ("rectangles, at most 2 per layer", Prune(SpatialMode.Rectangles, 0.7, 2)),
        ("one rectangle per layer", Prune(SpatialMode.Rectangles, 0.7, 1)),
        ("columns", Prune(SpatialMode.Columns, 0.7, 4)),
    ];

    public static int Run(string[] args)
    {
        var blocks = args is ["--blocks", var count] ? int.Parse(count, CultureInfo.InvariantCulture) : new LatencyProtocol().Blocks;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-resnet20.onnx"));
        var original = ArtifactForm.Cost(imported.Model, Target(Variants[0].Settings).Compress.Quantise);
        var models = new List<(string Name, Model Model, long Macs)> { ("whole", imported.Model, original.Macs.Value) };
        foreach (var (name, settings) in Variants)
        {
            var cut = Cut(imported, original, settings);
            models.Add((name, cut, ArtifactForm.Cost(cut, Target(settings).Compress.Quantise, settings.Spatial).Macs.Value));
        }

        var report = InterleavedMeasurement.Run(
            [
                .. models.Select(m => new ModelUnderTest(m.Name + " float32", OnnxFile.ToBytes(BatchNormFolding.Fold(m.Model)))),
                .. models.Select(m => new ModelUnderTest(m.Name + " int8", OnnxFile.ToBytes(Int8(m.Model)))),
            ],
            new LatencyProtocol().WithBlocks(blocks));
        var statistics = report.Models.Select(m => m.Statistics).ToArray();
        var table = new BenchmarkTable("half the MACs by", "MACs", "convolutions", "float32 ms (p25)", "to channels", "int8 ms (p25)", "to channels");
        foreach (var (i, (name, model, macs)) in models.Index())
        {
            var (float32, int8) = (statistics[i].P25.Value, statistics[i + models.Count].P25.Value);
            table.Add(
                name, Percent((double)macs / original.Macs.Value), $"{model.Graph.Nodes.Count(n => n.OpType == "Conv")}",
                Number(float32), $"{float32 / statistics[1].P25.Value:0.00}x", Number(int8), $"{int8 / statistics[1 + models.Count].P25.Value:0.00}x");
        }

        Console.WriteLine(table);
        BenchmarkDocument.Write(
            "spatial", "Thinned kernels: latency at half the MACs",
            "ResNet-20, one thread, batch 1, one interleaved run of all; untrained (weights do not change the time). Shape columns are counted without their "
            + "zeros, which the runtime computes all the same.\n\n" + table);
        return 0;
    }

    private static PruneSettings Prune(SpatialMode mode, double gamma, int rectangles) =>
        new(ImportanceKind.L1, Granularity: 4, Balance: true, DropBlocks: false) { Spatial = mode, Gamma = gamma, MaxRectangles = rectangles };

    private static Model Cut(ImportedModel imported, ArtifactCost original, PruneSettings prune)
    {
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Normalised().Values);
        var target = Target(prune);
        var selected = SelectStage.Run(imported.Model, original, coupling, importance, target, 0, default);
        return CutStage.Run(imported.Model, coupling, selected, prune.Spatial);
    }

    private static Target Target(PruneSettings prune)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                { "version": 1, "model": "m.onnx",
                  "data": { "train": { "format": "cifar10-binary", "path": "t.bin" }, "validation": { "format": "cifar10-binary", "path": "v.bin" } },
                  "compress": { "quantise": { "method": "none" } },
                  "targets": { "cpu": { "budget": { "macs": "50%" } } } }
                """);
            var target = ManifestReader.Read(path, filesMustExist: false).Targets[0];
            return target with { Compress = target.Compress with { Prune = prune } };
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The int8 form with scales that fit nothing in particular.</summary>
    private static Model Int8(Model model)
    {
        var form = QuantizableForm.Of(model);
        var plan = QuantizationPlanner.Plan(form, ShapeInference.Infer(form));
        return QdqExport.Quantise(form, plan, new QuantizationParameters(
            [.. plan.Scales.Select(_ => new AffineScale(0.05f, 0))],
            [.. plan.Weights.Select(w => Enumerable.Repeat(0.005f, (int)form.Graph.Constant(w.Weight)!.Dims[0]).ToArray())]));
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double ms) => ms.ToString("0.000", CultureInfo.InvariantCulture);
}
