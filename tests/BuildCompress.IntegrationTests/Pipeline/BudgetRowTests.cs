using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>What a row predicts from counts is what the emitted file costs.</summary>
public sealed class BudgetRowTests
{
    [Theory]
    [InlineData("models/cifar10-resnet20.onnx", ResidualMode.Tied)]
    [InlineData("models/cifar10-resnet20.onnx", ResidualMode.Union)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", ResidualMode.Tied)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", ResidualMode.Union)]
    [InlineData("models/topologies/resnet_bottleneck.onnx", ResidualMode.Union)]
    [InlineData("models/vww96-mobilenetv1-025.onnx", ResidualMode.Tied)]
    public void MacsAndParametersOfARandomCutArePredictedExactly(string path, ResidualMode residuals)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path(path));
        var coupling = AnalyseStage.Run(imported, residuals);
        var fullWidth = ArtifactForm.Cost(imported.Model, QuantiseDefaults.Int8);
        BudgetKind[] kinds = [BudgetKind.Macs, BudgetKind.Parameters];
        var rows = BudgetRows.Build(coupling, [.. kinds.Select(Unlimited)], fullWidth, weightBits: 8);

        for (var seed = 1; seed <= 5; seed++)
        {
            var selection = RandomSelection(coupling, seed);
            int[] counts = [.. selection.Kept.Select(g => g.Count(kept => kept))];
            var cost = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selection), QuantiseDefaults.Int8);
            Assert.Equal(kinds.Select(k => cost[k]), rows.Select(r => r.Value(counts)));
        }
    }

    /// <summary>What a cut saves of the file, at each width of its weights: the rest is names and padding that no row knows.</summary>
    [Theory]
    [InlineData(QuantiseMethod.None, 8)]
    [InlineData(QuantiseMethod.Lsq, 8)]
    [InlineData(QuantiseMethod.Lsq, 4)]
    [InlineData(QuantiseMethod.Lsq, 2)]
    public void BytesSavedByARandomCutArePredictedNearly(QuantiseMethod method, int bits)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var quantise = QuantiseDefaults.Int8 with { Method = method, Bits = new QuantiseBits(bits) };
        var full = ArtifactForm.Cost(imported.Model, quantise);
        var row = BudgetRows.Build(coupling, [Unlimited(BudgetKind.Size)], full, ArtifactForm.StoredWeightBits(quantise))[0];
        for (var seed = 1; seed <= 5; seed++)
        {
            var selection = RandomSelection(coupling, seed);
            int[] counts = [.. selection.Kept.Select(g => g.Count(kept => kept))];
            var saved = full.File.Value - ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selection), quantise).File.Value;
            Assert.InRange(full.File.Value - row.InBudgetUnits(row.Value(counts)), 0.97 * saved, 1.03 * saved);
        }
    }

    /// <summary>The largest of the rows is the peak that the emitted graph is counted to have, float and int8.</summary>
    [Theory]
    [InlineData("models/cifar10-resnet20.onnx", QuantiseMethod.Lsq)]
    [InlineData("models/cifar10-resnet20.onnx", QuantiseMethod.None)]
    [InlineData("models/cifar10-resnet56.onnx", QuantiseMethod.Lsq)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", QuantiseMethod.Lsq)]
    [InlineData("models/vww96-mobilenetv1-025.onnx", QuantiseMethod.Lsq)]
    [InlineData("models/vww96-mobilenetv1-025.onnx", QuantiseMethod.None)]
    public void ThePeakOfARandomCutIsPredictedExactly(string path, QuantiseMethod method)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path(path));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var rows = PeakMemoryRows.Build(coupling, "peakMemory", long.MaxValue, ArtifactForm.Cost(imported.Model, QuantiseDefaults.Int8 with { Method = method }).Points!);
        Assert.InRange(rows.Count, 1, 2 * coupling.Groups.Count);
        for (var seed = 1; seed <= 6; seed++)
        {
            var selection = RandomSelection(coupling, seed);
            int[] counts = [.. selection.Kept.Select(g => g.Count(kept => kept))];
            var cut = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selection), QuantiseDefaults.Int8 with { Method = method });
            Assert.Equal(cut.PeakMemory, rows.Max(row => row.Value(counts)));
        }
    }

    /// <summary>Bit operations are MACs times widths: the row of a cut counts what its artifact does, first and last layers by their own bits.</summary>
    [Theory]
    [InlineData(QuantiseMethod.None, 8, 8)]
    [InlineData(QuantiseMethod.Lsq, 4, 3)]
    [InlineData(QuantiseMethod.Qil, 2, 4)]
    public void BitOperationsOfAnySelectionAreThoseOfItsArtifact(QuantiseMethod method, int weights, int activations)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-resnet20.onnx"));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var quantise = QuantiseDefaults.Int8 with { Method = method, Bits = new QuantiseBits(weights, activations) };
        var full = ArtifactForm.Cost(imported.Model, quantise);
        var row = BudgetRows.Build(
            coupling, [Unlimited(BudgetKind.Bops)], full, ArtifactForm.StoredWeightBits(quantise), bitsPerMac: ArtifactForm.BitsPerMac(imported.Model, quantise))[0];

        Assert.Equal(method == QuantiseMethod.None ? full.Macs.Value * 1024 : full.BitOperations, full.BitOperations);
        for (var seed = 0; seed < 3; seed++)
        {
            var selection = RandomSelection(coupling, seed);
            int[] counts = [.. selection.Kept.Select(mask => mask.Count(k => k))];
            var cut = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selection), quantise);
            // The image is padded to four channels where the first convolution stays wide.
            Assert.InRange(row.Value(counts), cut.BitOperations, cut.BitOperations * 1.02);
        }
    }

    private static ResolvedBudget Unlimited(BudgetKind kind) =>
        new(new Budget(kind, new BudgetAmount.Absolute(long.MaxValue / 8), new SourceSpan("m.json", 1, 1)), long.MaxValue / 8);

    /// <summary>Counts stay at 16 or above and multiples of 4, so that the form of the artifact does not change with the width of its first layer.</summary>
    private static ChannelSelection RandomSelection(CouplingMap coupling, int seed)
    {
        var random = new Random(seed);
        return StreamSums.Fit(coupling, new([.. coupling.Groups.Select(group =>
        {
            var count = group.Prunable && group.Size > 16 ? 4 * random.Next(4, (group.Size / 4) + 1) : group.Size;
            var kept = new bool[group.Size];
            Array.Fill(kept, true, 0, count);
            random.Shuffle(kept);
            return kept;
        })]));
    }
}
