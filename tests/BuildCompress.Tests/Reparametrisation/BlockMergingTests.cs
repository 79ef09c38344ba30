using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;

namespace BuildCompress.Tests.Reparametrisation;

public sealed class BlockMergingTests
{
    public static TheoryData<string> Mergeable => [.. BranchCases.Mergeable.Keys];

    public static TheoryData<string> Ordinary => [.. BranchCases.Ordinary.Keys];

    public static TheoryData<string> Blocked => [.. BranchCases.Blocked.Keys];

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void BranchesEqualTheMergedConvolutionToTheBorder(string name)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var graph = new BranchGraph(seed);
            var model = graph.Model(BranchCases.Mergeable[name](graph));

            var merged = BlockMerging.Of(model);

            Assert.Empty(merged.Obstacles);
            var block = Assert.Single(merged.Blocks);
            Assert.Equal("Conv", Assert.Single(merged.Model.Graph.Nodes).OpType);
            var image = Image(seed);
            var expected = new DoubleEvaluator(model.Graph, Nothing).Run(image);
            Assert.Equal(expected.Numbers, new DoubleEvaluator(merged.Model.Graph, Exact(model, block)).Run(image).Numbers, Close(1e-9));
            Assert.Equal(expected.Numbers, new DoubleEvaluator(merged.Model.Graph, Nothing).Run(image).Numbers, Close(1e-3));
        }
    }

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void OrdinaryLayersStayAsTheyAre(string name)
    {
        var graph = new BranchGraph(seed: 1);
        var model = graph.Model(BranchCases.Ordinary[name](graph));

        var merged = BlockMerging.Of(model);

        Assert.Same(model, merged.Model);
        Assert.Empty(merged.Obstacles);
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public void WhatCannotBeMergedIsNamedWithTheReason(string name)
    {
        var graph = new BranchGraph(seed: 1);
        var (build, reason) = BranchCases.Blocked[name];
        var model = graph.Model(build(graph));

        var merged = BlockMerging.Of(model);

        Assert.Same(model, merged.Model);
        var obstacle = Assert.Single(merged.Obstacles);
        Assert.Contains(reason, obstacle.Reason, StringComparison.Ordinal);
        Assert.Contains(model.Graph.Nodes, n => n.DisplayName == obstacle.Node);
    }

    [Fact]
    public void BlocksOneAfterAnotherMergeEachForItself()
    {
        var graph = new BranchGraph(seed: 1);
        var first = BranchCases.Mergeable["RepVGG"](graph);
        var (second, c) = (graph.Relu(first), BranchGraph.Channels);
        var third = graph.Add(graph.Norm(graph.Conv(second, c, c, 3, 3), c), graph.Norm(second, c));
        var linear = graph.Add(graph.Norm(graph.Conv(third, c, c, 3, 3), c), graph.Norm(graph.Conv(third, c, c, 1, 1), c));
        var model = graph.Model(linear);

        var merged = BlockMerging.Of(model);

        // Without an activation between them the last two would be one convolution of 5 x 5, which is more work.
        Assert.Equal(3, merged.Blocks.Count);
        Assert.Equal(["Conv", "Relu", "Conv", "Conv"], merged.Model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(merged.Blocks.Select(b => b.Node), merged.Model.Graph.Nodes.Where(n => n.OpType == "Conv"));
        Assert.Equal(
            new DoubleEvaluator(model.Graph, Nothing).Run(Image(1)).Numbers, new DoubleEvaluator(merged.Model.Graph, Nothing).Run(Image(1)).Numbers, Close(1e-3));
        Assert.Same(merged.Model, BlockMerging.Merge(merged.Model));
    }

    private static IReadOnlyDictionary<string, double[]> Nothing { get; } = new Dictionary<string, double[]>();

    private static Dictionary<string, double[]> Exact(Model model, MergedBlock block)
    {
        var (kernel, bias) = block.Block.Map.Merge(new DoubleKernels(model.Graph));
        var exact = new Dictionary<string, double[]> { [block.Weight] = kernel };
        if (bias is not null)
            exact[block.Bias!] = bias;
        return exact;
    }

    private static DoubleEvaluator.Map Image(int seed)
    {
        var random = new Random(seed + 100);
        var size = BranchGraph.Channels * BranchGraph.Height * BranchGraph.Width;
        return new(BranchGraph.Channels, BranchGraph.Height, BranchGraph.Width, [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.3)]);
    }

    private static Func<double, double, bool> Close(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a));
}
