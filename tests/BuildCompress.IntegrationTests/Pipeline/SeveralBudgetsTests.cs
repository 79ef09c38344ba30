using System.Globalization;
using System.Text.RegularExpressions;
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

/// <summary>ResNet-56 under three budgets at once, planned from its ONNX file and recounted from the cut graph.</summary>
public sealed class SeveralBudgetsTests
{
    private static readonly SourceSpan Nowhere = new("test");
    private static readonly BudgetKind[] Kinds = [BudgetKind.Macs, BudgetKind.Parameters, BudgetKind.PeakMemory];

    /// <summary>The binding one is used up to 0.5 %, or, where steps are coarser, until no single channel fits any more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomTriplesHoldInTheCutGraphAndTheReportNamesTheBindingOnes(int seed)
    {
        if (SharedData.IsMissing)
            return;
        var random = new Random(seed);
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-resnet56.onnx"));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Values);
        var full = ArtifactForm.Cost(imported.Model, QuantiseDefaults.Int8);
        Budget[] budgets = [.. Kinds.Select(kind => new Budget(
            kind, new BudgetAmount.Absolute((long)((0.35 + 0.5 * random.NextDouble()) * full[kind])), Nowhere))];

        var selected = SelectStage.Run(imported.Model, full, coupling, importance, Target(budgets), 0, default);

        var cut = ArtifactForm.Cost(ChannelSurgery.Cut(imported.Model, coupling, selected.Channels), QuantiseDefaults.Int8);
        var prices = selected.Report.Budgets;
        Assert.Equal(["macs", "parameters", "peakMemory"], prices.Select(p => p.Kind));
        foreach (var (budget, price) in budgets.Zip(prices))
        {
            var limit = ((BudgetAmount.Absolute)budget.Amount).Value;
            Assert.InRange(cut[budget.Kind], 1, limit);
            Assert.Equal((limit, cut[budget.Kind]), (price.Limit, price.Value));
            Assert.Equal(price.Binds, price.Multiplier > 0);
            // One percent of a limit buys less than one percent of importance beyond what is kept now: returns diminish.
            Assert.InRange(price.OnePercentBuys, 0, 0.01);
        }
        var binding = prices.Where(p => p.Binds).ToList();
        Assert.NotEmpty(binding);
        var slack = binding.Min(p => 1 - (double)p.Value / p.Limit);
        Assert.InRange(slack, 0, 1);
        if (slack <= 0.005)
            return;
        var grown = coupling.Groups.Where(g => selected.Channels.Kept[g.Id].Contains(false)).Select(g => ArtifactForm.Cost(
            ChannelSurgery.Cut(imported.Model, coupling, WithOneMoreOf(g.Id, selected.Channels)), QuantiseDefaults.Int8));
        Assert.All(grown, cost => Assert.Contains(budgets, b => cost[b.Kind] > ((BudgetAmount.Absolute)b.Amount).Value));
    }

    private static ChannelSelection WithOneMoreOf(int group, ChannelSelection selection)
    {
        bool[][] kept = [.. selection.Kept.Select(mask => (bool[])mask.Clone())];
        kept[group][Array.IndexOf(kept[group], false)] = true;
        return new(kept);
    }

    /// <summary>A made-up but plausible latency: the bilinear model's row equals the sum over layers, and selection obeys it beside others.</summary>
    [Fact]
    public void ALatencyRowIsTheSumOfItsLayersAndHoldsBesideTheOthers()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/vww96-mobilenetv1-025.onnx"));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var layers = coupling.Weights.Select((w, l) => new LayerLatency(w.Node, 2000 + l, 10.25, 7.5, 0.0125 * w.KernelElements * Math.Sqrt(w.OutputPositions))).ToList();
        var row = LatencyRow.Build(coupling, "latency", 100_000, layers, rest: -500);
        Assert.Equal(100_000_000, row.Limit);

        var random = new Random(1);
        var selection = new ChannelSelection([.. coupling.Groups.Select(g => Enumerable.Range(0, g.Size)
            .Select(i => !g.Prunable || i == 0 || random.Next(3) > 0).ToArray())]);
        int[] counts = [.. selection.Kept.Select(g => g.Count(k => k))];
        var expected = -500.0;
        foreach (var (layer, weight) in layers.Zip(coupling.Weights))
        {
            int Kept(IReadOnlyList<ChannelRef> axis) => axis.Count(c => c.Group < 0 || selection.Kept[c.Group][c.Index]);
            var (input, output) = (Kept(weight.Input), Kept(weight.Output));
            expected += layer.Fixed + layer.PerInput * input + layer.PerOutput * output + layer.PerPair * output * (weight.IsDepthwise ? 1 : input);
        }
        Assert.Equal(expected, row.Value(counts) / 1000.0, 0.001 * expected);
        Assert.Throws<ArgumentException>(() => LatencyRow.Build(coupling, "latency", 1, [layers[0] with { PerPair = -1 }]));
    }

    /// <summary>The diagnostic of a budget out of reach names the smallest value of each, and whether the others can be met beside it.</summary>
    [Fact]
    public void ImpossibleBudgetsNameTheSmallestValueOfEach()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-resnet20.onnx"));
        var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types);
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Values);
        var full = ArtifactForm.Cost(imported.Model, QuantiseDefaults.Int8);
        Budget[] budgets = [.. Kinds.Select(kind => new Budget(kind, new BudgetAmount.Absolute(kind == BudgetKind.Macs ? 100 : full[kind]), Nowhere))];

        var error = Assert.Throws<DiagnosticException>(
            () => SelectStage.Run(imported.Model, full, coupling, importance, Target(budgets), 0, default));

        var message = Assert.Single(error.Diagnostics).Message;
        var stated = Regex.Match(
            message, @"cannot meet macs <= 100: the smallest reachable value is (\d+); also beside the other budgets \(smallest of each: parameters (\d+) of \d+, peakMemory (\d+) of \d+\)");
        Assert.True(stated.Success, message);
        var recounted = Smallest(imported, coupling);
        for (var k = 0; k < Kinds.Length; k++)
        {
            Assert.Equal(recounted[Kinds[k]], long.Parse(stated.Groups[k + 1].Value, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Every prunable group cut to its last channel.</summary>
    private static ArtifactCost Smallest(ImportedModel imported, CouplingMap coupling) => ArtifactForm.Cost(
        ChannelSurgery.Cut(imported.Model, coupling, new ChannelSelection(
            [.. coupling.Groups.Select(g => Enumerable.Range(0, g.Size).Select(i => !g.Prunable || i == 0).ToArray())])), QuantiseDefaults.Int8);

    private static Target Target(IReadOnlyList<Budget> budgets)
    {
        var training = new FinetuneSettings(0, 1, 0.1, 0.9, 0, 0, null, TrainingPrecision.Float32);
        return new(
            new("cpu", Nowhere), budgets, null, 1,
            new CompressSettings(
                1, new PruneSettings(ImportanceKind.L1, Granularity: 1, Balance: false, DropBlocks: false), training,
                new QuantiseSettings(QuantiseMethod.Lsq, training, 1)));
    }
}
