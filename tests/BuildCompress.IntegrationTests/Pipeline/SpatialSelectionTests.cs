using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>Both stages of the selection on real networks: the budgets hold on the graph that is emitted, and little is left of them.</summary>
public sealed class SpatialSelectionTests
{
    [Theory]
    [InlineData("models/cifar10-resnet20.onnx", SpatialMode.Rectangles, true)]
    [InlineData("models/cifar10-resnet20.onnx", SpatialMode.Rectangles, false)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", SpatialMode.Rectangles, true, "union")]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", SpatialMode.Columns, false)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", SpatialMode.Columns, true, "union")]
    [InlineData("models/vww96-mobilenetv1-025.onnx", SpatialMode.Rectangles, false)]
    public void SeveralBudgetsHoldExactlyOnTheEmittedGraph(string path, SpatialMode mode, bool balance, string residuals = "tied")
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path(path));
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Normalised().Values);
        var target = Target($$"""
            "importance": "l1", "gamma": 0.7, "spatial": "{{mode.ToString().ToLowerInvariant()}}", "balance": {{(balance ? "true" : "false")}}, "residuals": "{{residuals}}"
            """);
        var original = ArtifactForm.Cost(imported.Model, target.Compress.Quantise);
        var coupling = AnalyseStage.Run(imported, target.Compress.Prune.Residuals);

        var selected = SelectStage.Run(imported.Model, original, coupling, importance, target, 1, default);

        var cost = ArtifactForm.Cost(CutStage.Run(imported.Model, coupling, selected, mode), target.Compress.Quantise, mode);
        Assert.All(ResolvedBudget.Of(target, original), budget => Assert.InRange(cost[budget.Kind], 1, budget.Limit));
        Assert.Contains(ResolvedBudget.Of(target, original), budget => cost[budget.Kind] > 0.97 * budget.Limit);
        var report = selected.Report.Spatial!;
        Assert.Contains(report.Layers, layer => layer.Kept < layer.Total);
        Assert.Equal(balance, report.Gap is null);
        if (report.Gap is { } gap)
            Assert.InRange(gap, 0, 0.03);
    }

    private static Target Target(string prune)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""
                { "version": 1, "model": "m.onnx",
                  "data": { "train": { "format": "cifar10-binary", "path": "t.bin" }, "validation": { "format": "cifar10-binary", "path": "v.bin" } },
                  "compress": { "prune": { {{prune}} }, "quantise": { "method": "none" } },
                  "targets": { "cpu": { "budget": { "macs": "50%", "parameters": "60%" } } } }
                """);
            return ManifestReader.Read(path, filesMustExist: false).Targets[0];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
