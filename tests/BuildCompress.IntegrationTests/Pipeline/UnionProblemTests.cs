using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;
using BuildCompress.Training.Importance;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>The problem planned from a CIFAR network with union residuals is the papers' problem, which the shared instances hold (METHODS 1.3).</summary>
public sealed class UnionProblemTests
{
    /// <summary>The papers count them among the filters; to us they are no group.</summary>
    private const int ImageChannels = 3;

    [Theory]
    [InlineData("resnet20", 691, 336)]
    [InlineData("resnet32", 1_139, 560)]
    [InlineData("resnet56", 2_035, 1_008)]
    public void GroupsRulesAndCostsAreThoseOfTheInstance(string name, int filters, int sums)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path($"models/cifar10-{name}.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Union);
        var rules = ResidualRules.Of(coupling);
        Assert.Equal(filters + sums - ImageChannels, coupling.Groups.Where(g => g.Prunable).Sum(g => g.Size));
        Assert.Equal(sums, rules.Sum(r => coupling.Groups[r.Sum].Size));

        var instance = SelectionInstance.Read(SharedData.Path($"selection/{name}-0.46.json")).Problem;
        var convolutions = coupling.Weights.SkipLast(1).ToArray();
        Assert.Equal(instance.Bilinear.Count, convolutions.Length);
        var theirs = new Dictionary<int, int> { [ChannelRef.None.Group] = 0 };
        foreach (var (convolution, term, cost) in convolutions.Zip(instance.Bilinear, instance.Budgets[0].Bilinear))
        {
            Assert.Equal(theirs.GetValueOrDefault(convolution.Output[0].Group, term.Output), term.Output);
            theirs[convolution.Output[0].Group] = term.Output;
            foreach (var rule in rules.Where(r => r.Branch == convolution.Output[0].Group))
                theirs[rule.Sum] = instance.Residuals.Single(r => r.Branch == term.Output).Sum;
            Assert.Equal(term.Input, theirs[convolution.Input[0].Group]);
            Assert.Equal(cost.Cost, convolution.KernelElements * convolution.OutputPositions);
        }

        Assert.Equal(
            instance.Residuals.Select(r => (r.Sum, r.Branch, r.Source)),
            rules.Select(r => (theirs[r.Sum], theirs[r.Branch], (int?)theirs[r.Source!.Value])));
        // These networks pad on both sides of the channels, the instances behind them.
        Assert.Equal(instance.Residuals.Select(r => (instance.Groups[r.Sum].Size - instance.Groups[r.Source!.Value].Size) / 2), rules.Select(r => r.Offset));
        Assert.All(coupling.Groups.Where(g => g.Prunable), g => Assert.Equal(instance.Groups[theirs[g.Id]].Size, g.Size));
    }

    /// <summary>Not only the structure: with the papers' importance, whatever is kept of a layer is worth the same in both.</summary>
    [Fact]
    public void ImportanceIsThatOfTheInstance()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-resnet20.onnx"));
        var importance = ImportanceEstimator.L1(imported.Model.Graph).ToDictionary(i => i.Key, i => i.Value.Normalised().Values);
        var terms = new ImportanceTerms(AnalyseStage.Run(imported, ResidualMode.Union), importance);
        var instance = SelectionInstance.Read(SharedData.Path("selection/resnet20-0.46.json")).Problem;
        Assert.Equal(instance.Bilinear.Count, terms.Bilinear.Count);
        foreach (var (ours, theirs) in terms.Bilinear.Zip(instance.Bilinear.Skip(1)))
            Assert.All(ours.Importance.Zip(theirs.Importance), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }
}
