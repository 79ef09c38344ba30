using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>A budget is used up by the file that is emitted, not by what rows say of it.</summary>
public sealed class TightBudgetTests
{
    private static readonly SourceSpan Nowhere = new("test");

    /// <summary>Narrow int8 artifacts need no padded image, and dropped blocks take their names and scales along.</summary>
    [Theory]
    [InlineData(BudgetKind.Macs, 0.2, 8, ResidualMode.Tied, false, 0.005)]
    [InlineData(BudgetKind.Macs, 0.4, 8, ResidualMode.Tied, false, 0.005)]
    [InlineData(BudgetKind.Size, 0.2, 8, ResidualMode.Tied, true, 0.005)]
    // The first cut promises too much by far; with less room there are cuts that fit.
    [InlineData(BudgetKind.Size, 0.4, 2, ResidualMode.Tied, true, 0.03)]
    // Files jump by more than rows know when a block goes: blocks are held as one of the cuts had them.
    [InlineData(BudgetKind.Size, 0.0888, 8, ResidualMode.Tied, true, 0.05)]
    // Close above the fewest channels, where rows tightened by a cut whose streams need aligning say that nothing fits.
    [InlineData(BudgetKind.Size, 0.3965, 2, ResidualMode.Union, false, 0.05)]
    [InlineData(BudgetKind.Size, 0.4087, 2, ResidualMode.Union, false, 0.05)]
    public void TheFileUsesItsBudgetUp(BudgetKind kind, double share, int bits, ResidualMode residuals, bool dropBlocks, double slack)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var quantise = QuantiseDefaults.Int8 with { Bits = new QuantiseBits(bits, 8, First: 8) };
        var coupling = AnalyseStage.Run(imported, residuals);
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Values);
        var full = ArtifactForm.Cost(imported.Model, quantise);
        var limit = (long)(share * full[kind]);
        var target = new Target(
            new("cpu", Nowhere), [new Budget(kind, new BudgetAmount.Absolute(limit), Nowhere)], null, 1,
            new CompressSettings(
                1, new PruneSettings(ImportanceKind.L1, Granularity: 1, Balance: false, dropBlocks) { Residuals = residuals }, quantise.Training, quantise));

        var selected = SelectStage.Run(imported.Model, full, coupling, importance, target, 0, default);

        var cost = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selected.Channels), quantise);
        Assert.InRange(cost[kind], (1 - slack) * limit, limit);
        Assert.True(selected.Report.UpperBound >= selected.Report.Objective);
    }
}
