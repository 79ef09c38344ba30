using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Coupling;

/// <summary>Nodes that no runtime would load, behind a layer of four channels: their channels are followed nowhere wrong, and nothing fails.</summary>
public sealed class ContradictoryNodeTests
{
    private static readonly AttributeValue.Int Channels = new(1);

    [Fact]
    public void AGatherOfChannelsThatAreNotThere() => AssertStays((net, stem) =>
        net.Add("Gather", "pick", [stem, net.Numbers("indices", 0, 7)], ("axis", Channels)));

    [Fact]
    public void AGatherOfNothing() => AssertStays((net, stem) => net.Add("Gather", "pick", [stem, net.Numbers("indices")], ("axis", Channels)));

    [Fact]
    public void ASliceWithFewerBoundsThanAxes() => AssertStays((net, stem) =>
        net.Add("Slice", "slice", [stem, net.Numbers("starts", 0), net.Numbers("ends", 2, 2), net.Numbers("axes", 2, 1)]));

    [Fact]
    public void ASliceWithFewerStepsThanAxes() => AssertStays((net, stem) => net.Add(
        "Slice", "slice", [stem, net.Numbers("starts", 0, 0), net.Numbers("ends", 2, 2), net.Numbers("axes", 2, 1), net.Numbers("steps", 1)]));

    [Fact]
    public void APadOfFewerAxesThanThereAre() => AssertStays((net, stem) => net.Add("Pad", "pad", [stem, net.Numbers("pads", 1, 1)]));

    [Fact]
    public void APadOfMoreAxesThanAmounts() => AssertStays((net, stem) =>
        net.Add("Pad", "pad", [stem, net.Numbers("pads", 1, 1), "", net.Numbers("axes", 2, 1)]));

    [Fact]
    public void ATransposeThatIsNoPermutation() => AssertStays((net, stem) =>
        net.Add("Transpose", "turn", [stem], ("perm", new AttributeValue.Ints([0, 1, 1, 1]))));

    [Fact]
    public void ATransposeOfFewerAxesThanThereAre() => AssertStays((net, stem) =>
        net.Add("Transpose", "turn", [stem], ("perm", new AttributeValue.Ints([0, 3, 2]))));

    [Fact]
    public void ANormalisationWhoseScaleIsAMatrix() => AssertStays((net, stem) => net.Add("BatchNormalization", "norm", [
        stem, net.Floats("scale", [1, 4], 1, 1, 1, 1), net.Floats("shift", [4], 1, 1, 1, 1), net.Floats("mean", [4], 1, 1, 1, 1),
        net.Floats("variance", [4], 1, 1, 1, 1)]));

    [Fact]
    public void AConvolutionWhoseBiasIsAMatrix() => AssertStays((net, stem) => net.Add("Conv", "conv", [
        stem, net.Floats("kernel", [2, 4, 1, 1], 1, 2, 3, 4, 5, 6, 7, 8), net.Floats("bias", [1, 2], 1, 2)]), onlyBehind: true);

    [Fact]
    public void ASplitIntoNothing()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var model = net.Build(net.Conv("head", "all", 2, 4), "none");
        var split = new Node("split", "Split", "", [stem, "sizes"], ["none", "all"], new Dictionary<string, AttributeValue> { ["axis"] = Channels });
        net.Numbers("sizes", 0, 4);
        AssertCuts(model with { Graph = model.Graph with { Nodes = [model.Graph.Nodes[0], split, model.Graph.Nodes[1]] } });
    }

    /// <summary>Analysis and cut do not fail, and the layer's channels are not said to be free.</summary>
    private static void AssertStays(Func<SmallNetwork, string, string> behind, bool onlyBehind = false)
    {
        var net = new SmallNetwork();
        var end = behind(net, net.Conv("stem", "image", 4, 3));
        var map = AssertCuts(net.Build(net.Conv("head", net.Add("Relu", "relu", [end]), 2, 4)));
        Assert.True(onlyBehind || map.Groups.Single(g => g.Name == "stem").WhyNot is not null);
    }

    private static CouplingMap AssertCuts(Model model)
    {
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
        ChannelSurgery.Cut(model, map, RandomSelection.Draw(map, seed: 1));
        return map;
    }
}
