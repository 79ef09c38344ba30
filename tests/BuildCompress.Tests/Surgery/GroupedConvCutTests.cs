using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Surgery;

public sealed class GroupedConvCutTests
{
    private const int Stem = 0;
    private const int Middle = 1;

    [Fact]
    public void EqualGroupsStayOneConvolution()
    {
        var nodes = Cut([(Stem, 0), (Stem, 3), (Stem, 5), (Middle, 1), (Middle, 2), (Middle, 4)]);
        Assert.Equal([("Conv", 1), ("Conv", 3), ("Conv", 1)], nodes.Select(n => (n.OpType, (int)n.Int("group", 1))));
    }

    [Fact]
    public void AGroupThatVanishesOnBothSidesIsOneLess()
    {
        var nodes = Cut([(Stem, 2), (Stem, 3), (Middle, 2), (Middle, 3)]);
        Assert.Equal([("Conv", 1), ("Conv", 2), ("Conv", 1)], nodes.Select(n => (n.OpType, (int)n.Int("group", 1))));
    }

    [Fact]
    public void UnequalGroupsBecomeSeveralConvolutionsOfEqualNeighbours()
    {
        var nodes = Cut([(Middle, 4)]);
        Assert.Equal(["Conv", "Split", "Conv", "Conv", "Concat", "Conv"], nodes.Select(n => n.OpType));
        Assert.Equal([2, 1], nodes.Skip(2).Take(2).Select(n => (int)n.Int("group", 1)));
    }

    [Fact]
    public void InputsThatNoGroupNeedsAnyMoreAreHandedToNone()
    {
        var nodes = Cut([(Middle, 0), (Middle, 1)]);
        Assert.Equal(["Conv", "Split", "Conv", "Concat", "Conv"], nodes.Select(n => n.OpType));
        Assert.Equal(nodes[1].Outputs[1], nodes[2].Inputs[0]);
    }

    private static IReadOnlyList<Node> Cut(IReadOnlyList<(int Group, int Channel)> dropped)
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("head", net.Conv("middle", net.Conv("stem", "image", 6, 3), 6, 6, groups: 3), 2, 6));
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(TieConvGroups: false));
        Assert.Equal([6, 6, 2], map.Groups.Select(g => g.Size));
        var selection = ChannelSelection.All(map);
        foreach (var (group, channel) in dropped)
            selection.Kept[group][channel] = false;
        return ChannelSurgery.Cut(model, map, selection).Graph.Nodes;
    }
}
