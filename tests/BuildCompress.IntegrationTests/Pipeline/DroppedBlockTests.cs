using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.IntegrationTests.Pipeline;

public sealed class DroppedBlockTests
{
    private static readonly SourceSpan Nowhere = new("test");

    /// <summary>Nothing but its last convolution is worth anything in the third bottleneck: alone it would be kept, to no effect.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABottleneckGoesWholeOrKeepsAllItsGroups(bool dropBlocks)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/topologies/resnet_bottleneck.onnx"));
        var graph = imported.Model.Graph;
        var coupling = CouplingAnalysis.Analyse(graph, imported.Types);
        var vanishing = coupling.Groups.Where(g => g.MayVanish).ToArray();
        var (first, second) = (vanishing[4], vanishing[5]);
        var importance = coupling.Weights.DistinctBy(w => w.Weight).ToDictionary(
            w => w.Weight, w => Enumerable.Repeat(Reads(w, first) || Makes(w, first) ? 0f : 1f, w.Output.Count * w.Input.Count / w.ConvGroups).ToArray());

        var original = ArtifactForm.Cost(imported.Model, QuantiseDefaults.Int8);
        var target = Target(dropBlocks);
        var kept = SelectStage.Run(imported.Model, original, coupling, importance, target, 1, default).Channels;

        Assert.Equal(!dropBlocks, kept.Kept[first.Id].Contains(true));
        Assert.Equal(!dropBlocks, kept.Kept[second.Id].Contains(true));
        Assert.Equal(kept.Kept, VanishingBranches.DropInactive(graph, coupling, kept).Kept);
        var cost = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, kept), QuantiseDefaults.Int8);
        Assert.InRange(cost.Macs.Value, 0.85 * 0.6 * original.Macs.Value, 0.6 * original.Macs.Value);
    }

    /// <summary>Emptying what is left of a branch leaves the stream to its shortcut, also where sums keep channels of their own.</summary>
    [Fact]
    public void BlocksGoFromUnionStreamsToo()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var graph = imported.Model.Graph;
        var coupling = AnalyseStage.Run(imported, ResidualMode.Union);
        var importance = ImportanceEstimator.L1(graph).ToDictionary(i => i.Key, i => i.Value.Values);
        var original = ArtifactForm.Cost(imported.Model, QuantiseDefaults.None);
        var kept = SelectStage.Run(imported.Model, original, coupling, importance, Target(dropBlocks: true, QuantiseMethod.None, granularity: 1, share: 0.4m), 1, default).Channels;
        Assert.Contains(coupling.Groups, g => g.MayVanish && !kept.Kept[g.Id].Contains(true));
        var cost = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, kept), QuantiseDefaults.None);
        Assert.InRange(cost.Macs.Value, 0.38 * original.Macs.Value, 0.4 * original.Macs.Value);
    }

    private static bool Reads(WeightCoupling weight, ChannelGroup group) => weight.Input[0].Group == group.Id;

    private static bool Makes(WeightCoupling weight, ChannelGroup group) => weight.Output[0].Group == group.Id;

    private static Target Target(bool dropBlocks, QuantiseMethod method = QuantiseMethod.Lsq, int granularity = 2, decimal share = 0.6m)
    {
        var training = new FinetuneSettings(0, 1, 0.1, 0.9, 0, 0, null, TrainingPrecision.Float32);
        return new(
            new("cpu", Nowhere), [new Budget(BudgetKind.Macs, new BudgetAmount.Relative(share), Nowhere)], null, 1,
            new CompressSettings(
                1, new PruneSettings(ImportanceKind.L1, granularity, Balance: false, dropBlocks), training,
                new QuantiseSettings(method, training, 1)));
    }
}
