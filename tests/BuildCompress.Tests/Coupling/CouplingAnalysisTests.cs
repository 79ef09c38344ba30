using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Coupling;

public sealed class CouplingAnalysisTests
{
    [Fact]
    public void EachConvOfAChainIsItsOwnGroupAndTheLastReachesTheOutput()
    {
        var net = new SmallNetwork();
        var map = Analyse(net.Build(net.Conv("c", net.Conv("b", net.Conv("a", "image", 4, 3), 5, 4), 6, 5)));
        Assert.Equal(["a", "b", "c"], map.Groups.Select(g => g.Name));
        Assert.Equal([4, 5, 6], map.Groups.Select(g => g.Size));
        Assert.Equal([true, true, false], map.Groups.Select(g => g.Prunable));
        Assert.Contains("network output 'c_out'", map.Groups[2].WhyNot, StringComparison.Ordinal);
        Assert.All(map.Weights[0].Input, channel => Assert.True(channel.IsNone));
    }

    [Fact]
    public void AnAddTiesItsInputs()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var sum = net.Add("Add", "sum", [stem, net.Conv("branch", stem, 4, 4)]);
        var map = Analyse(net.Build(net.Conv("head", sum, 2, 4)));
        Assert.Equal(2, map.Groups.Count);
        Assert.Equal(map.Weights[0].Output, map.Weights[1].Output);
    }

    /// <summary>Zeros padded around 2 channels meet 4 others: the middle two are tied to the narrow stage, the outer two are free of it.</summary>
    [Fact]
    public void PaddedShortcutsSplitAStageByFootprint()
    {
        var net = new SmallNetwork();
        var narrow = net.Conv("narrow", "image", 2, 3);
        var padded = net.Add("Pad", "pad", [narrow, net.Numbers("pads", 0, 1, 0, 0, 0, 1, 0, 0)]);
        var sum = net.Add("Add", "sum", [net.Conv("wide", narrow, 4, 2), padded]);
        var model = net.Build(net.Conv("head", sum, 3, 4));
        var map = Analyse(model);
        var wide = map.Weights[1].Output;
        Assert.Equal(map.Weights[0].Output, [wide[1], wide[2]]);
        Assert.Equal(wide[0].Group, wide[3].Group);
        Assert.NotEqual(wide[0].Group, wide[1].Group);

        var selection = ChannelSelection.All(map);
        selection.Kept[wide[0].Group][wide[0].Index] = false;
        selection.Kept[wide[1].Group][wide[1].Index] = false;
        var cut = ChannelSurgery.Cut(model, map, selection);
        var pads = cut.Graph.Constant(cut.Graph.Nodes.Single(n => n.OpType == "Pad").Inputs[1])!;
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0], pads.AsSpan<long>().ToArray());
        Assert.Equal([5f, 7f], cut.Graph.Constant("wide.weight")!.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-3)]
    public void PaddedChannelsAreSeenHoweverTheirAxisIsCounted(long axis)
    {
        var net = new SmallNetwork();
        var padded = net.Add("Pad", "pad", [net.Conv("narrow", "image", 2, 3), net.Numbers("pads", 1, 1), "", net.Numbers("axes", axis)]);
        var model = net.Build(net.Conv("head", padded, 3, 4));
        var map = Analyse(model);
        Assert.Equal(map.Weights[0].Output, map.Weights[1].Input.Skip(1).Take(2));

        var selection = ChannelSelection.All(map);
        selection.Kept[map.Weights[0].Output[0].Group][map.Weights[0].Output[0].Index] = false;
        var cut = ChannelSurgery.Cut(model, map, selection).Graph;
        var pads = cut.Constant(cut.Nodes.Single(n => n.OpType == "Pad").Inputs[1])!.AsSpan<long>().ToArray();
        Assert.Equal(1 + pads.Sum(), cut.Constant("head.weight")!.Dims[1]);
    }

    [Fact]
    public void DepthwiseChannelsFollowTheirInput()
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("head", net.Conv("depthwise", net.Conv("stem", "image", 4, 3), 8, 4, groups: 4), 2, 8));
        var map = Analyse(model);
        Assert.Equal(map.Weights[1].Output, map.Weights[0].Output.SelectMany(c => new[] { c, c }));
        var selection = ChannelSelection.All(map);
        selection.Kept[0][1] = false;
        var cut = ChannelSurgery.Cut(model, map, selection);
        Assert.Equal(3, cut.Graph.Nodes[1].Int("group", 1));
        Assert.Equal([6L, 1, 1, 1], cut.Graph.Constant("depthwise.weight")!.Dims);
        Assert.Equal([2L, 6, 1, 1], cut.Graph.Constant("head.weight")!.Dims);
    }

    [Fact]
    public void AnUnknownOperatorKeepsWhatItReadsAndIsNamed()
    {
        var net = new SmallNetwork();
        var map = Analyse(net.Build(net.Conv("head", net.Add("Mystery", "riddle", [net.Conv("stem", "image", 4, 3)]), 2, 4)));
        Assert.Contains("Mystery 'riddle'", map.Groups[0].WhyNot, StringComparison.Ordinal);
        Assert.All(map.Weights[1].Input, channel => Assert.True(channel.IsNone));
    }

    [Fact]
    public void AnOnlyChannelStays()
    {
        var net = new SmallNetwork();
        var map = Analyse(net.Build(net.Conv("head", net.Conv("one", "image", 1, 3), 2, 1)));
        Assert.Contains("no channel left", map.Groups[0].WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void CuttingWhatMustStayIsRefusedWithTheReason()
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("b", net.Conv("a", "image", 4, 3), 5, 4));
        var map = Analyse(model);
        var fixedGroup = ChannelSelection.All(map);
        fixedGroup.Kept[1][0] = false;
        Assert.Contains("network output", Assert.Throws<ArgumentException>(() => ChannelSurgery.Cut(model, map, fixedGroup)).Message, StringComparison.Ordinal);
        var empty = ChannelSelection.All(map);
        Array.Clear(empty.Kept[0]);
        Assert.Contains("a_out", Assert.Throws<ArgumentException>(() => ChannelSurgery.Cut(model, map, empty)).Message, StringComparison.Ordinal);
    }

    private static CouplingMap Analyse(Model model) => CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
}
