using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Coupling;

public sealed class VanishingBranchesTests
{
    [Fact]
    public void OnlyTheInsideOfAResidualBranchMayVanish()
    {
        var (model, map) = Block();
        Assert.Equal(["inner"], map.Groups.Where(g => g.MayVanish).Select(g => g.Name));
        var outside = Empty(map, "head 1");
        Assert.Throws<ArgumentException>(() => ChannelSurgery.Cut(model, map, outside));
    }

    [Fact]
    public void AnEmptiedBranchLeavesTheOtherOperandAndOneRelu()
    {
        var (model, map) = Block();
        var cut = ChannelSurgery.Cut(model, map, Empty(map, "inner"));
        Assert.Equal(["stem", "first", "head 1", "head 2"], cut.Graph.Nodes.Select(n => n.Name));
        Assert.Equal("first_out", cut.Graph.Nodes[2].Inputs[0]);
        Assert.Equal(["head 1.weight", "head 2.weight", "stem.weight"], cut.Graph.Initializers.Keys.Order());
    }

    [Fact]
    public void ASumThatIsAnOutputKeepsItsName()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var sum = net.Add("Add", "sum", [net.Conv("outer", net.Conv("inner", stem, 6, 4), 4, 6), stem]);
        var model = net.Build(sum);
        var map = Analyse(model);
        var cut = ChannelSurgery.Cut(model, map, Empty(map, "inner"));
        Assert.Equal([("Conv", "stem_out"), ("Identity", "sum_out")], cut.Graph.Nodes.Select(n => (n.OpType, n.Outputs[0])));
    }

    [Fact]
    public void OfTwoBranchesWithoutAShortcutOneStays()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var sum = net.Add(
            "Add", "sum", [net.Conv("outer 1", net.Conv("inner 1", stem, 6, 4), 4, 6), net.Conv("outer 2", net.Conv("inner 2", stem, 6, 4), 4, 6)]);
        var map = Analyse(net.Build(net.Conv("head", sum, 2, 4)));
        Assert.Equal(["inner 1"], map.Groups.Where(g => g.MayVanish).Select(g => g.Name));
    }

    /// <summary>A gate without inputs says nothing about what it should let through.</summary>
    [Fact]
    public void TheSqueezeOfAGateMayNotVanishByItself()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var inner = net.Conv("inner", stem, 6, 4);
        var gate = net.Add("Sigmoid", "gate", [net.Conv("excite", net.Conv("squeeze", net.Add("GlobalAveragePool", "pool", [inner]), 2, 6), 6, 2)]);
        var sum = net.Add("Add", "sum", [stem, net.Conv("outer", net.Add("Mul", "gated", [inner, gate]), 4, 6)]);
        var model = net.Build(net.Conv("head", sum, 2, 4));
        var map = Analyse(model);
        Assert.Equal(["inner"], map.Groups.Where(g => g.MayVanish).Select(g => g.Name));

        var tidy = VanishingBranches.DropInactive(model.Graph, map, Empty(map, "inner"));
        Assert.Equal(["inner", "squeeze"], map.Groups.Where(g => !tidy.Kept[g.Id].Contains(true)).Select(g => g.Name));
        Assert.Equal(["stem", "head"], ChannelSurgery.Cut(model, map, tidy).Graph.Nodes.Select(n => n.Name));
    }

    private static (Model Model, CouplingMap Map) Block()
    {
        var net = new SmallNetwork();
        var first = net.Add("Relu", "first", [net.Conv("stem", "image", 4, 3)]);
        var inner = net.Add("Relu", "inside", [net.Conv("inner", first, 6, 4)]);
        var sum = net.Add("Relu", "second", [net.Add("Add", "sum", [net.Conv("outer", inner, 4, 6), first])]);
        var model = net.Build(net.Conv("head 2", net.Conv("head 1", sum, 3, 4), 2, 3));
        return (model, Analyse(model));
    }

    private static CouplingMap Analyse(Model model) => CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));

    private static ChannelSelection Empty(CouplingMap map, string group) =>
        new([.. map.Groups.Select(g => Enumerable.Repeat(g.Name != group, g.Size).ToArray())]);
}
