using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Surgery;

public sealed class ShuffleCutTests
{
    [Fact]
    public void AShuffleTiesNothing()
    {
        var (_, map) = Shuffled();
        Assert.Equal([6, 2], map.Groups.Select(g => g.Size));
        Assert.Equal([0, 3, 1, 4, 2, 5], map.Weights[1].Input.Select(c => c.Index));
        Assert.Equal([0, 3, 1, 4, 2, 5], Assert.Single(map.Shuffles).Sources);
    }

    [Fact]
    public void AShuffleWhoseBlocksLoseTheSameKeepsItsNodes()
    {
        var (model, map) = Shuffled();
        var cut = ChannelSurgery.Cut(model, map, Without(map, 1, 4)).Graph;
        Assert.Equal(["Conv", "Reshape", "Transpose", "Reshape", "Conv"], cut.Nodes.Select(n => n.OpType));
        Assert.Equal([-1, 2, 2, 8, 8], cut.Constant(cut.Nodes[1].Inputs[1])!.AsSpan<long>().ToArray());
        Assert.Equal([-1, 4, 8, 8], cut.Constant(cut.Nodes[3].Inputs[1])!.AsSpan<long>().ToArray());
    }

    [Fact]
    public void AShuffleThatLosesAWholeBlockKeepsItsNodes()
    {
        var (model, map) = Shuffled();
        var cut = ChannelSurgery.Cut(model, map, Without(map, 0, 1, 2)).Graph;
        Assert.Equal([-1, 1, 3, 8, 8], cut.Constant(cut.Nodes[1].Inputs[1])!.AsSpan<long>().ToArray());
    }

    [Fact]
    public void AnIrregularShuffleBecomesAGather()
    {
        var (model, map) = Shuffled();
        var cut = ChannelSurgery.Cut(model, map, Without(map, 1)).Graph;
        Assert.Equal(["Conv", "Gather", "Conv"], cut.Nodes.Select(n => n.OpType));
        Assert.Equal([0, 2, 3, 1, 4], cut.Constant(cut.Nodes[1].Inputs[1])!.AsSpan<long>().ToArray());
        Assert.Equal(["back_out"], cut.Nodes[1].Outputs);
        Assert.Equal([2L, 5, 1, 1], cut.Constant("head.weight")!.Dims);
        Assert.DoesNotContain("split shape", cut.Initializers.Keys);
    }

    /// <summary>Somebody who reads the spread channels would see a Gather's absence.</summary>
    [Fact]
    public void AShuffleThatIsReadInTheMiddleTiesItsBlocks()
    {
        var net = new SmallNetwork();
        var spread = Spread(net);
        var back = Back(net, spread);
        var map = Analyse(net.Build(net.Conv("head", back, 2, 6), net.Add("ReduceMean", "rows", [spread], ("axes", new AttributeValue.Ints([3, 4])))));
        Assert.Empty(map.Shuffles);
    }

    /// <summary>Positions move as well: no Gather of channels does that.</summary>
    [Fact]
    public void ATransposeOfPositionsIsNoShuffle()
    {
        var net = new SmallNetwork();
        var turned = net.Add("Transpose", "swap", [Spread(net)], ("perm", new AttributeValue.Ints([0, 2, 1, 4, 3])));
        var map = Analyse(net.Build(net.Conv("head", net.Add("Reshape", "back", [turned, net.Numbers("back shape", -1, 6, 8, 8)]), 2, 6)));
        Assert.Empty(map.Shuffles);
        Assert.Equal(3, map.Groups[0].Size);
    }

    private static (Model Model, CouplingMap Map) Shuffled()
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("head", Back(net, Spread(net)), 2, 6));
        return (model, Analyse(model));
    }

    private static string Spread(SmallNetwork net) =>
        net.Add("Reshape", "split", [net.Conv("stem", "image", 6, 3), net.Numbers("split shape", -1, 2, 3, 8, 8)]);

    private static string Back(SmallNetwork net, string spread) => net.Add("Reshape", "back", [
        net.Add("Transpose", "swap", [spread], ("perm", new AttributeValue.Ints([0, 2, 1, 3, 4]))), net.Numbers("back shape", -1, 6, 8, 8)]);

    private static ChannelSelection Without(CouplingMap map, params int[] dropped)
    {
        var selection = ChannelSelection.All(map);
        foreach (var channel in dropped)
            selection.Kept[0][channel] = false;
        return selection;
    }

    private static CouplingMap Analyse(Model model) => CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
}
