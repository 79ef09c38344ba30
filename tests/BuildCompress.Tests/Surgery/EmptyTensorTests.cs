using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Surgery;

public sealed class EmptyTensorTests
{
    [Fact]
    public void AConcatLinesUpWhatIsLeft()
    {
        var net = new SmallNetwork();
        var right = net.Add("Relu", "right", [net.Conv("b", "image", 3, 3)]);
        var model = net.Build(net.Conv("head", net.Add("Concat", "both", [net.Conv("a", "image", 2, 3), right], ("axis", new AttributeValue.Int(1))), 2, 5));
        var map = Analyse(model);
        var cut = ChannelSurgery.Cut(model, map, Without(map, "b")).Graph;
        Assert.Equal(["a", "both", "head"], cut.Nodes.Select(n => n.Name));
        Assert.Equal(["a_out"], cut.Nodes[1].Inputs);
        Assert.Equal([2L, 2, 1, 1], cut.Constant("head.weight")!.Dims);
        Assert.DoesNotContain("b.weight", cut.Initializers.Keys);
    }

    [Fact]
    public void ASplitHandsOutWhatIsLeft()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var model = net.Build(net.Conv("head", net.Add("Concat", "both", ["left", "right"], ("axis", new AttributeValue.Int(1))), 2, 4));
        var split = new Node("halves", "Split", "", [stem, "sizes"], ["left", "right"], new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(1) });
        model = model with
        {
            Graph = model.Graph with
            {
                Nodes = [model.Graph.Nodes[0], split, .. model.Graph.Nodes.Skip(1)],
                Initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers) { ["sizes"] = ConstantTensor.Of([2L, 2], 2) },
            },
        };
        var map = Analyse(model);
        var selection = ChannelSelection.All(map);
        foreach (var channel in map.Weights[0].Output.Skip(2))
            selection.Kept[channel.Group][channel.Index] = false;
        var cut = ChannelSurgery.Cut(model, map, selection).Graph;
        Assert.Equal(["left"], cut.Nodes[1].Outputs);
        Assert.Equal([2L], cut.Constant(cut.Nodes[1].Inputs[1])!.AsSpan<long>().ToArray());
        Assert.Equal(["left"], cut.Nodes[2].Inputs);
    }

    [Fact]
    public void ALayerCannotDoWithoutAnyInput()
    {
        var net = new SmallNetwork();
        var model = net.Build(net.Conv("head", net.Conv("a", "image", 2, 3), 2, 2));
        var map = Analyse(model);
        var problem = Assert.Throws<ArgumentException>(() => ChannelSurgery.Cut(model, map, Without(map, "a")));
        Assert.Contains("'a_out' would have no channel left, and Conv 'head' needs it", problem.Message, StringComparison.Ordinal);
    }

    private static ChannelSelection Without(CouplingMap map, string group) =>
        new([.. map.Groups.Select(g => Enumerable.Repeat(g.Name != group, g.Size).ToArray())]);

    private static CouplingMap Analyse(Model model) => CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
}
