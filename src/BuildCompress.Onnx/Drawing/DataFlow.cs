using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Drawing;

/// <summary>The part of a graph that carries activations: nodes and values that depend on the numbers fed in, not on shapes and constants alone.</summary>
internal sealed class DataFlow
{
    private readonly Dictionary<string, int> users = [];
    private readonly HashSet<string> statics;

    /// <summary>Products of a value and a function of it alone (swish, hard-swish): by node, the value.</summary>
    private readonly Dictionary<Node, string> selfGates = new(ReferenceEqualityComparer.Instance);

    public DataFlow(Graph graph)
    {
        statics = [.. graph.Initializers.Keys];
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (node.OpType is "Shape" or "Size" || Inputs(node).Count == 0)
                statics.UnionWith(node.Outputs);
            else
                nodes.Add(node);
        }

        foreach (var value in nodes.SelectMany(Inputs).Concat(graph.Outputs.Select(output => output.Name)))
            users[value] = users.GetValueOrDefault(value) + 1;
        Nodes = WithoutGates(graph, nodes);
    }

    /// <summary>The nodes that compute activations, in graph order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The activations that <paramref name="node"/> reads, each once.</summary>
    public IReadOnlyList<string> Inputs(Node node) => selfGates.TryGetValue(node, out var gated)
        ? [gated]
        : [.. node.Inputs.Concat(node.ImplicitInputs).Where(input => input.Length > 0 && !statics.Contains(input)).Distinct()];

    /// <summary>How many nodes and graph outputs read an activation.</summary>
    public int Users(string value) => users.GetValueOrDefault(value);

    /// <summary>Takes out the gates of self-gated activations: what is left of them is one operator that reads one value.</summary>
    private List<Node> WithoutGates(Graph graph, List<Node> nodes)
    {
        var gates = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes.Where(n => n.OpType == "Mul"))
        {
            if (Inputs(node) is not [var a, var b] || (Gate(a, b) ?? Gate(b, a)) is not { } found)
                continue;
            gates.Add(found.Node);
            selfGates[node] = found.Value;
            users[found.Value]--;
        }

        return [.. nodes.Where(n => !gates.Contains(n))];

        (Node Node, string Value)? Gate(string value, string gate) =>
            Users(value) == 2 && Users(gate) == 1 && graph.Producer(gate) is { } node && Inputs(node) is [var read] && read == value
            && node.OpType.EndsWith("Sigmoid", StringComparison.Ordinal) ? (node, value) : null;
    }
}
