using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>Both stages of the selection on real networks: the budgets hold on the graph that is emitted, and little is left of them.</summary>
public sealed class SpatialSelectionTests
{
    private static readonly SourceSpan Nowhere = new("test");

    [Theory]
    [InlineData("models/cifar10-resnet20.onnx", SpatialMode.Rectangles, true)]
    [InlineData("models/cifar10-resnet20.onnx", SpatialMode.Rectangles, false)]
    [InlineData("models/cifar10-resnet20.onnx", SpatialMode.Columns, false)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", SpatialMode.Columns, true)]
    [InlineData("models/vww96-mobilenetv1-025.onnx", SpatialMode.Rectangles, false)]
    public void SeveralBudgetsHoldExactlyOnTheEmittedGraph(string path, SpatialMode mode, bool balance)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path(path));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Normalised().Values);
        var original = ArtifactForm.Cost(imported.Model, QuantiseDefaults.None);
        var training = new FinetuneSettings(0, 1, 0.1, 0.9, 0, 0, null, TrainingPrecision.Float32);
        var target = new Target(
            new("cpu", Nowhere),
            [new Budget(BudgetKind.Macs, new BudgetAmount.Relative(0.5m), Nowhere), new Budget(BudgetKind.Parameters, new BudgetAmount.Relative(0.6m), Nowhere)],
            null, 1,
            new CompressSettings(
                1, new PruneSettings(ImportanceKind.L1, Granularity: 1, balance, DropBlocks: false) { Spatial = mode, Gamma = 0.7 }, training,
                new QuantiseSettings(QuantiseMethod.None, training, 1)));

        var selected = SelectStage.Run(imported.Model, original, coupling, importance, target, 1, default);

        var cost = ArtifactForm.Cost(CutStage.Run(imported.Model, coupling, selected, mode), QuantiseDefaults.None, mode);
        Assert.All(ResolvedBudget.Of(target, original), budget => Assert.InRange(cost[budget.Kind], 1, budget.Limit));
        Assert.Contains(ResolvedBudget.Of(target, original), budget => cost[budget.Kind] > 0.97 * budget.Limit);
        var report = selected.Report.Spatial!;
        Assert.Contains(report.Layers, layer => layer.Kept < layer.Total);
        Assert.Equal(balance, report.Gap is null);
        if (report.Gap is { } gap)
            Assert.InRange(gap, 0, 0.03);
    }
}
