using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// Finds the re-parametrisable blocks of a graph by algebra, not by pattern: whatever lies between two values, is affine, and as one convolution
/// takes no more multiply-accumulates than it does in pieces. A shortcut past a single convolution is such a block, past convolutions with an
/// activation between them is not; nor is a low-rank or depthwise-separable layer, which would only grow.
/// </summary>
public sealed class BlockRecognition
{
    private readonly Graph graph;
    private readonly Dictionary<Node, int> order = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> taken = new(ReferenceEqualityComparer.Instance);
    private readonly List<BranchBlock> blocks = [];
    private readonly List<BlockObstacle> obstacles = [];
    private readonly Lazy<InferredTypes> types;

    private BlockRecognition(Graph graph, Func<InferredTypes> types)
    {
        (this.graph, this.types) = (graph, new(types));
        foreach (var node in graph.Nodes)
            order[node] = order.Count;
    }

    /// <summary>The blocks of a model in graph order, and what looks like one but cannot be merged.</summary>
    public static (IReadOnlyList<BranchBlock> Blocks, IReadOnlyList<BlockObstacle> Obstacles) Of(Model model) => Of(model.Graph, () => ShapeInference.Infer(model));

    /// <summary>The same, of a graph whose types are asked for where a size decides.</summary>
    internal static (IReadOnlyList<BranchBlock> Blocks, IReadOnlyList<BlockObstacle> Obstacles) Of(Graph graph, Func<InferredTypes> types)
    {
        var search = new BlockRecognition(graph, types);
        foreach (var node in graph.Nodes.Reverse())
            search.Visit(node);
        search.blocks.Reverse();
        search.obstacles.Reverse();
        return (search.blocks, [.. search.obstacles.DistinctBy(o => o.Node)]);
    }

    /// <summary>The largest block that ends behind <paramref name="node"/>.</summary>
    private void Visit(Node node)
    {
        if (taken.Contains(node) || node.OpType is "Identity" or "Pad" || LinearNodes.Operands(graph, node) is null)
            return;
        BlockObstacle? obstacle = null;
        foreach (var region in BranchRegion.Before(graph, order, node.Outputs[0], taken).Reverse().Where(r => r.HasBranches(graph)))
        {
            var reading = new RegionReading(graph, types.Value);
            var map = reading.Read(region);
            if (map is not null && reading.Obstacle is null && Pays(region, map))
            {
                var largest = Largest(region);
                blocks.Add(new BranchBlock(largest.DisplayName, region.Input, region.Output, region.Nodes, map, reading.ShapeOf(largest)));
                taken.UnionWith(region.Nodes);
                return;
            }

            if (map is null || Pays(region, map))
                obstacle ??= reading.Obstacle;
        }

        if (obstacle is not null)
            obstacles.Add(obstacle);
    }

    /// <summary>Whether merging takes no more work.</summary>
    private bool Pays(BranchRegion region, AffineMap map) =>
        map.Shape.Macs * Positions(region.Output) <= Convolutions(region).Sum(c => LinearNodes.Weight(graph, c)!.Count * Positions(c.Outputs[0]));

    private static IEnumerable<Node> Convolutions(BranchRegion region) => region.Nodes.Where(n => n.OpType == "Conv");

    private Node Largest(BranchRegion region) => Convolutions(region).MaxBy(c => LinearNodes.Weight(graph, c)!.Count)!;

    private long Positions(string value) => (types.Value.Dim(value, 2) ?? 1) * (types.Value.Dim(value, 3) ?? 1);
}
