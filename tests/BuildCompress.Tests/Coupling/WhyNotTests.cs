using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Coupling;

/// <summary>A group that must stay says why, and which node is to blame.</summary>
public sealed class WhyNotTests
{
    private static readonly AttributeValue.Ints ChannelsOnly = new([1]);

    [Fact]
    public void TheNetworkHandsItOut() => AssertReason("network output 'stem_out'", (net, stem) => net.Add("Relu", "end", [stem]), alsoOutput: true);

    [Fact]
    public void AnUnknownOperatorReadsIt() =>
        AssertReason("Mystery 'riddle', an operator that is not known", (net, stem) => net.Add("Mystery", "riddle", [stem]));

    [Fact]
    public void AnOperatorOfAnotherDomainIsUnknown() =>
        AssertReason("Relu 'foreign', an operator that is not known", (net, stem) => net.Add("Relu", "foreign", [stem], "com.example"));

    [Fact]
    public void AReshapeMixesChannelsWithPositions() => AssertReason(
        "Reshape 'mix' mixes channels with other axes", (net, stem) => net.Add("Reshape", "mix", [stem, net.Numbers("shape", -1, 4)]));

    [Fact]
    public void AReductionMixesAllChannels() => AssertReason(
        "ReduceMean 'mean' mixes all channels", (net, stem) => net.Add("ReduceMean", "mean", [stem], ("axes", ChannelsOnly)));

    [Fact]
    public void ASoftmaxMixesAllChannels() => AssertReason(
        "Softmax 'weights' mixes all channels",
        (net, stem) => net.Conv("head", net.Add("Softmax", "weights", [stem], ("axis", new AttributeValue.Int(1))), 2, 4));

    [Fact]
    public void ItIsTheOnlyChannel() =>
        AssertReason("only channel of Conv 'stem'", (net, stem) => net.Conv("head", stem, 2, 1), channels: 1);

    [Fact]
    public void AllChannelsLiveTogether()
    {
        // Every channel is added to its neighbour, around the circle.
        AssertReason("live and die together", (net, stem) => net.Conv("head", net.Add("Add", "circle", [
            stem, net.Add("Gather", "turned", [stem, net.Numbers("turn", 1, 2, 3, 0)], ("axis", new AttributeValue.Int(1)))]), 2, 4));
    }

    [Fact]
    public void AGateOfOneChannelServesMany() => AssertReason(
        "Mul 'gated' spreads this only channel over 5 others",
        (net, stem) => net.Conv("head", net.Add("Mul", "gated", [stem, net.Conv("wide", "image", 5, 3)]), 2, 5), channels: 1);

    [Fact]
    public void ItIsAddedToTheImage() => AssertReason(
        "Add 'sum' combines it with the network input 'image'",
        (net, stem) => net.Conv("head", net.Add("Add", "sum", [stem, "image"]), 2, 3), channels: 3);

    [Fact]
    public void TheNextWeightIsComputed() => AssertReason(
        "Conv 'dynamic' computes its weight in the graph",
        (net, stem) => net.Add("Conv", "dynamic", [stem, net.Add("Reshape", "kernel", ["image", net.Numbers("dims", -1, 4, 1, 1)])]));

    [Fact]
    public void ASliceTakesEverySecondChannel() => AssertReason(
        "Slice 'every second' picks channels by bounds that are not known, or by steps",
        (net, stem) => net.Conv("head", net.Add("Slice", "every second", [
            stem, net.Numbers("starts", 0), net.Numbers("ends", 4), net.Numbers("axes", 1), net.Numbers("steps", 2)]), 2, 2));

    [Fact]
    public void AMaxPoolHandsOutPositions()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var model = net.Build(net.Conv("head", stem, 2, 4));
        var pool = new Node("pool", "MaxPool", "", [stem], ["pooled", "positions"], new Dictionary<string, AttributeValue> { ["kernel_shape"] = new AttributeValue.Ints([2, 2]) });
        model = model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes, pool] } };
        Assert.Contains("MaxPool 'pool' also hands out the positions", Reason(model, "stem"), StringComparison.Ordinal);
    }

    [Fact]
    public void ADepthwiseConvolutionOfTheImageIsBoundToIt()
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("head", net.Conv("colours", "image", 6, 3, groups: 3), 2, 6));
        Assert.Contains("Conv 'colours' makes each of them from one channel of the network input 'image'", Reason(model, "colours"), StringComparison.Ordinal);
    }

    [Fact]
    public void AWeightIsSharedWithSomethingThatStays()
    {
        var net = new SmallNetwork();
        var first = net.Conv("first", "image", 3, 3);
        var again = net.Add("Conv", "again", [first, "first.weight"]);
        Assert.Contains("shares 'first.weight'", Reason(net.Build(net.Conv("head", again, 2, 3)), "first"), StringComparison.Ordinal);
    }

    /// <summary>Every fixed group of the zoo names a node or an end of the network that is really there.</summary>
    [Fact]
    public void EveryReasonInTheZooNamesANode()
    {
        foreach (var path in SharedData.IsMissing ? [] : SharedData.Models())
        {
            var graph = ConstantFolding.Fold(OnnxFile.Read(path)).Graph;
            var model = OnnxFile.Read(path) with { Graph = graph };
            string[] places = [.. graph.Nodes.Select(n => $"'{n.DisplayName}'"), .. graph.Outputs.Concat(graph.Inputs).Select(v => $"'{v.Name}'")];
            foreach (var group in CouplingAnalysis.Analyse(graph, ShapeInference.Infer(model)).Groups.Where(g => !g.Prunable))
                Assert.True(places.Any(place => group.WhyNot!.Contains(place, StringComparison.Ordinal)), $"{path}: {group.Name}: {group.WhyNot}");
        }
    }

    /// <summary>What is not understood is neither changed nor in the way of what can be cut before and behind it.</summary>
    [Fact]
    public void AnUnknownOperatorStaysBitForBit()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("b", net.Conv("a", "image", 6, 3), 4, 6);
        var riddle = net.Add("Mystery", "riddle", [stem, net.Numbers("secret", 1, 2, 3)], ("mood", new AttributeValue.Text("strange")));
        var model = net.Build(net.Conv("d", net.Conv("c", riddle, 5, 4), 2, 5));
        var map = Analyse(model);
        Assert.Equal(["a", "c"], map.Groups.Where(g => g.Prunable).Select(g => g.Name));
        var cut = ChannelSurgery.Cut(model, map, new([.. map.Groups.Select(g => Enumerable.Range(0, g.Size).Select(i => !g.Prunable || i > 0).ToArray())]));
        Assert.Same(model.Graph.Nodes[2], cut.Graph.Nodes[2]);
        Assert.Same(model.Graph.Constant("secret"), cut.Graph.Constant("secret"));
        Assert.Equal([5L, 3, 1, 1], cut.Graph.Constant("a.weight")!.Dims);
        Assert.Equal([4L, 4, 1, 1], cut.Graph.Constant("c.weight")!.Dims);
    }

    private static void AssertReason(
        string reason, Func<SmallNetwork, string, string> behind, int channels = 4, bool alsoOutput = false)
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", channels, 3);
        var end = behind(net, stem);
        Assert.Contains(reason, Reason(alsoOutput ? net.Build(end, stem) : net.Build(end), "stem"), StringComparison.Ordinal);
    }

    private static string Reason(Model model, string group)
    {
        var why = Analyse(model).Groups.Single(g => g.Name == group).WhyNot;
        Assert.NotNull(why);
        return why;
    }

    private static CouplingMap Analyse(Model model) => CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
}
