using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Removes what a rewrite left without a reader.</summary>
internal static class UnusedParts
{
    /// <summary><paramref name="graph"/> without nodes and initializers that nothing reads any more but did in <paramref name="before"/>.</summary>
    public static Graph Remove(Graph graph, Graph before)
    {
        var read = graph.Outputs.Select(o => o.Name).ToHashSet();
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(o => read.Contains(o)) && node.Outputs.Any(o => before.Consumers(o).Count > 0))
                continue;
            nodes.Add(node);
            read.UnionWith(node.Inputs);
            read.UnionWith(node.ImplicitInputs);
        }

        nodes.Reverse();
        var initializers = graph.Initializers
            .Where(pair => read.Contains(pair.Key) || (before.Initializers.ContainsKey(pair.Key) && before.Consumers(pair.Key).Count == 0))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        return graph with { Nodes = nodes, Initializers = initializers };
    }
}
