using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.IntegrationTests.Surgery.Spatial;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Onnx.Surgery.Spatial;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>The planner's rules against ONNX Runtime: whatever it quantises runs in int8, over many topologies.</summary>
public sealed class FusionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buildcompress").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Names() =>
        SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryQuantisedLayerFuses(string name)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Models().First(p => Path.GetFileNameWithoutExtension(p) == name);
        AssertFuses(QuantizableForm.Of(ConstantFolding.Fold(OnnxFile.Read(path))));
    }

    /// <summary>What aligns the branches of a union stream moves integers: the additions stay quantised, and nothing between layers is dequantised for it.</summary>
    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-mlperftiny-resnet8")]
    [InlineData("resnet_bottleneck")]
    [InlineData("mobilenet_v2")]
    public void CutUnionStreamsFuse(string name)
    {
        if (SharedData.IsMissing)
            return;
        var whole = ConstantFolding.Fold(OnnxFile.Read(SharedData.Models().First(p => Path.GetFileNameWithoutExtension(p) == name)));
        var coupling = CouplingAnalysis.Analyse(whole.Graph, ShapeInference.Infer(whole), new CouplingOptions(Residuals: ResidualMode.Union));
        for (var seed = 0; seed < 2; seed++)
        {
            var cut = ChannelSurgery.Cut(whole, coupling, RandomSelection.Draw(coupling, seed, vanishing: seed > 0));
            var optimised = AssertFuses(QuantizableForm.Of(cut));
            Assert.Equal(cut.Graph.Nodes.Count(n => n.OpType == "Add"), optimised.Operators.GetValueOrDefault("QLinearAdd"));
            Assert.Equal(1, optimised.Operators["QuantizeLinear"]);
            Assert.InRange(optimised.Operators.GetValueOrDefault("DequantizeLinear"), 0, 1);
            Assert.Equal(0, optimised.Operators.GetValueOrDefault("Relu"));
        }
    }

    /// <summary>Convolutions that each became several, one for each rectangle of kernel positions.</summary>
    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("vww96-mobilenetv1-025")]
    [InlineData("inception_aux")]
    [InlineData("shufflenet_v2")]
    public void EveryPartOfASplitLayerFuses(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Models().First(p => Path.GetFileNameWithoutExtension(p).Contains(name, StringComparison.Ordinal))));
        var kernels = PrunableKernel.Of(model);
        var split = RectangleSurgery.Cut(model, RandomRectangles.Draw(model, kernels, seed: 1, cropped: false));
        Assert.True(split.Graph.Nodes.Count(n => n.OpType == "Conv") > model.Graph.Nodes.Count(n => n.OpType == "Conv") + kernels.Count / 2);
        var (before, after) = (AssertFuses(QuantizableForm.Of(model)).Operators, AssertFuses(QuantizableForm.Of(split)).Operators);
        foreach (var conversion in new[] { "QuantizeLinear", "DequantizeLinear" })
            Assert.Equal(before.GetValueOrDefault(conversion), after.GetValueOrDefault(conversion));
    }

    /// <summary>A Gather where a shuffle was, Split and Concat around unequal groups.</summary>
    [Theory]
    [InlineData("shufflenet_v1", true)]
    [InlineData("shufflenet_v1", false)]
    [InlineData("shufflenet_v2", true)]
    [InlineData("regnet", false)]
    public void CutShufflesAndGroupsFuse(string name, bool tieConvGroups)
    {
        if (SharedData.IsMissing)
            return;
        var whole = ConstantFolding.Fold(OnnxFile.Read(SharedData.Path($"models/topologies/{name}.onnx")));
        var coupling = CouplingAnalysis.Analyse(whole.Graph, ShapeInference.Infer(whole), new CouplingOptions(tieConvGroups));
        AssertFuses(QuantizableForm.Of(ChannelSurgery.Cut(whole, coupling, ShareSelection.AtRandom(coupling, 0.6, seed: 1))));
    }

    private FusionSummary AssertFuses(Model model)
    {
        var types = ShapeInference.Infer(model, batch: 2);
        var plan = QuantizationPlanner.Plan(model, types);
        var dims = types[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64).ToArray();
        var random = new Random(1);
        var input = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < input.Length; i++)
            input[i] = 2 * random.NextSingle() - 1;

        var quantised = QdqExport.Quantise(model, plan, MinMaxCalibration.Calibrate(model, plan, input, dims));

        var fusion = OptimisedModel.Fusion(OnnxFile.ToBytes(quantised), Path.Combine(folder, "optimised.onnx"));
        Assert.True(fusion.AllLayersFused, string.Join("; ", fusion.Unfused));
        // The runtime may find more: weights that it computes itself while loading.
        Assert.InRange(fusion.IntegerLayers, plan.Weights.Count, int.MaxValue);
        Assert.Equal(plan.Weights.Count, FusionCheck.QuantisedLayers(quantised));

        // A coarse check, of what 8 bits can tell apart: an output of less than 1e-2 may be a step of its scale.
        var error = OrtRun.Outputs(model, input, dims).Zip(OrtRun.Outputs(quantised, input, dims), (expected, actual) =>
            OrtRun.LargestDifference(expected, actual) / Math.Max(1e-2, expected.Max(Math.Abs))).Max();
        Assert.True(error < 0.3, $"error {error}");
        return fusion;
    }

    [Fact]
    public void ALayerThatReadsFloatsIsMissed()
    {
        var model = new TestGraph(1, 1, 3, 8, 8).Conv(3, 8, 3).Then("Relu").Conv(8, 8, 3).Then("GlobalAveragePool").Then("Flatten").Model();
        var plan = QuantizationPlanner.Plan(model, ShapeInference.Infer(model));
        var input = Enumerable.Range(0, 192).Select(i => i / 96f - 1).ToArray();
        var quantised = QdqExport.Quantise(model, plan, MinMaxCalibration.Calibrate(model, plan, input, [1, 3, 8, 8]));
        var image = quantised.Graph.Nodes.Single(n => n.OpType == "DequantizeLinear" && quantised.Graph.Producer(n.Inputs[0])?.Inputs[0] == "x").Outputs[0];
        var broken = quantised with
        {
            Graph = quantised.Graph with { Nodes = [.. quantised.Graph.Nodes.Select(n => n.OpType == "Conv" && n.Inputs[0] == image ? n with { Inputs = ["x", .. n.Inputs.Skip(1)] } : n)] },
        };

        var fusion = OptimisedModel.Fusion(OnnxFile.ToBytes(broken), Path.Combine(folder, "optimised.onnx"));

        Assert.True(fusion.AllLayersFused);
        Assert.Equal(2, FusionCheck.QuantisedLayers(broken));
        Assert.Equal(1, fusion.IntegerLayers);
    }
}
