using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Takes vanished branches and empty tensors out of a graph.</summary>
internal static class BranchRemoval
{
    /// <summary>
    /// The graph without the nodes that are gone; what read the sum at the end of a branch reads its other operand. A Relu of what a Relu made
    /// goes as well.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="vanished">What is gone.</param>
    /// <param name="reshaped">Sums that carry other channels than their other operand: an Identity stands for them.</param>
    public static Graph Remove(Graph graph, VanishedBranches vanished, IReadOnlySet<string> reshaped)
    {
        if (vanished.Gone.Count + vanished.Hollow.Count == 0)
            return graph;
        var survivors = vanished.Ends.ToDictionary(end => end.Addition.Outputs[0], end => end.Addition.Inputs[end.Survivor]);
        var aliases = new Dictionary<string, string>();
        var nodes = new List<Node>(graph.Nodes.Count);
        foreach (var whole in graph.Nodes.Where(node => !node.Outputs.Any(vanished.Gone.Contains) && !IsEmpty(node, vanished.Hollow)))
        {
            var node = WithoutEmpty(whole, vanished.Hollow);
            var output = node.Outputs[0];
            var redirected = node with { Inputs = [.. node.Inputs.Select(Alias)] };
            var replacement = survivors.TryGetValue(output, out var survivor) ? Alias(survivor)
                : node.OpType == "Relu" && redirected.Inputs[0] != node.Inputs[0] && graph.Producer(redirected.Inputs[0]) is { OpType: "Relu" }
                ? redirected.Inputs[0] : null;
            if (replacement is null)
                nodes.Add(redirected);
            else if (IsKnownByName(graph, output) || reshaped.Contains(output))
                nodes.Add(new Node(node.Name, "Identity", "", [replacement], [output], new Dictionary<string, AttributeValue>()));
            else
                aliases[output] = replacement;
        }

        return graph with { Nodes = nodes };

        string Alias(string value) => aliases.GetValueOrDefault(value, value);
    }

    private static bool IsEmpty(Node node, IReadOnlySet<string> hollow) =>
        node.Outputs.Any(hollow.Contains) && node.Outputs.All(output => output.Length == 0 || hollow.Contains(output));

    /// <summary>A Concat lines up what is left, a Split hands it out.</summary>
    private static Node WithoutEmpty(Node node, IReadOnlySet<string> hollow) => node with
    {
        Inputs = node.OpType == "Concat" ? [.. node.Inputs.Where(input => !hollow.Contains(input))] : node.Inputs,
        Outputs = [.. node.Outputs.Where(output => !hollow.Contains(output))],
    };

    /// <summary>Whether somebody knows <paramref name="value"/> by its name: the network's user or the body of a control structure.</summary>
    public static bool IsKnownByName(Graph graph, string value) =>
        graph.Outputs.Any(o => o.Name == value) || graph.Consumers(value).Any(reader => reader.ImplicitInputs.Contains(value));
}
