using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Coupling.Residuals;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>Keeps residual streams from carrying channels that a selection drops from them, in a graph of full width.</summary>
internal static class StreamMask
{
    /// <summary>
    /// The graph in which both operands of every untied addition are multiplied by zero where they, or the sum, drop a channel. Weights that are zero
    /// do not do: the shortcut still brings what the sum drops, and an operator between layer and addition may turn zero into something else.
    /// </summary>
    public static Graph Apply(Graph graph, CouplingMap coupling, ChannelSelection selection)
    {
        var additions = coupling.Streams.SelectMany(stream => stream.Additions).ToDictionary(addition => addition.SumValue);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var nodes = new List<Node>(graph.Nodes.Count);
        foreach (var node in graph.Nodes)
        {
            if (!additions.TryGetValue(node.Outputs[0], out var addition))
            {
                nodes.Add(node);
                continue;
            }

            var rank = coupling.Channels[addition.SumValue].Rank;
            nodes.AddRange(addition.Node.Inputs.Select((_, input) => Multiply(input, Mask(addition, input, selection), rank)));
            nodes.Add(node with { Inputs = [.. node.Inputs.Select((_, input) => MaskedName(node, input))] });

            Node Multiply(int input, float[] mask, int axes)
            {
                var name = $"{MaskedName(node, input)}_mask";
                initializers[name] = ConstantTensor.Of(mask, [mask.Length, .. Enumerable.Repeat(1L, axes - 2)]);
                return new(name, "Mul", "", [node.Inputs[input], name], [MaskedName(node, input)], new Dictionary<string, AttributeValue>());
            }
        }

        return graph with { Nodes = nodes, Initializers = initializers };
    }

    private static string MaskedName(Node node, int input) => $"{node.Outputs[0]}_operand_{input}";

    private static float[] Mask(ResidualAddition addition, int input, ChannelSelection selection)
    {
        var sum = selection.Kept[addition.Sum];
        var (kept, offset) = input == addition.BranchInput ? (selection.Kept[addition.Branch], 0)
            : addition.Source is { } source ? (selection.Kept[source], addition.Offset) : (sum, 0);
        return [.. sum.Select((isKept, j) => isKept && j >= offset && j - offset < kept.Length && kept[j - offset] ? 1f : 0f)];
    }
}
