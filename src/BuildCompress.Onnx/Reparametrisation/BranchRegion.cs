using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>Linear nodes between one value and another that nothing else reads from or feeds.</summary>
/// <param name="Input">The value all of them are computed from.</param>
/// <param name="Output">The value they make.</param>
/// <param name="Nodes">In graph order.</param>
internal sealed record BranchRegion(string Input, string Output, IReadOnlyList<Node> Nodes)
{
    /// <summary>Whether there is something to merge: branches that are added, or convolutions in turn.</summary>
    public bool HasBranches(Graph graph)
    {
        var convs = Nodes.Count(n => n.OpType == "Conv");
        return convs > 1 || (convs == 1 && Nodes.Any(n => LinearNodes.Operands(graph, n)!.Count > 1));
    }

    /// <summary>The regions that end in <paramref name="output"/>, the smallest first.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="order">Place of every node.</param>
    /// <param name="output">The value.</param>
    /// <param name="taken">Nodes that belong to another region.</param>
    public static IReadOnlyList<BranchRegion> Before(
        Graph graph, IReadOnlyDictionary<Node, int> order, string output, IReadOnlySet<Node> taken)
    {
        var regions = new List<BranchRegion>();
        var nodes = new SortedDictionary<int, Node>();
        var open = new HashSet<string> { output };
        while (true)
        {
            var latest = open.MaxBy(value => graph.Producer(value) is { } p ? order[p] : -1)!;
            if (open.Count == 1 && nodes.Count > 0)
                regions.Add(new BranchRegion(latest, output, [.. nodes.Values]));
            if (graph.Producer(latest) is not { } producer || taken.Contains(producer) || LinearNodes.Operands(graph, producer) is not { } operands)
                return regions;
            if (latest != output && (graph.Outputs.Any(o => o.Name == latest) || !graph.Consumers(latest).All(r => nodes.ContainsKey(order[r]))))
                return regions;
            nodes.Add(order[producer], producer);
            open.Remove(latest);
            open.UnionWith(operands);
        }
    }
}
