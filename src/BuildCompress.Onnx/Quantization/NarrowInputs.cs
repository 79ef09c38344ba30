using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Gives layers that read fewer than 8 bits a copy of their input where something else reads it too (a residual sum does not survive 2 bits)
/// or where it shares its scale with another tensor: an Identity, behind which the planner quantises anew.
/// </summary>
internal static class NarrowInputs
{
    public static Graph Separate(Graph graph, LayerBits bits)
    {
        if (bits is { Activations: >= 8, First: >= 8, Last: >= 8 })
            return graph;
        var positions = new LayerPositions(graph, bits);
        var names = new ValueNames(graph);
        var copies = new Dictionary<(string Value, int Bits), string>();
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!LayerPositions.IsLayer(node) || positions.Input(node) >= 8 || StandsAlone(graph, positions, node.Inputs[0], positions.Input(node)))
            {
                nodes.Add(node);
                continue;
            }

            var key = (node.Inputs[0], positions.Input(node));
            if (!copies.TryGetValue(key, out var copy))
            {
                copies[key] = copy = names.New($"{node.Inputs[0]}_{key.Item2}bit");
                nodes.Add(new Node(copy, "Identity", "", [node.Inputs[0]], [copy], new Dictionary<string, AttributeValue>()));
            }

            nodes.Add(node.WithInput(0, copy));
        }

        return graph with { Nodes = nodes };
    }

    /// <summary>Whether every reader of a computed value is a layer that reads so many bits.</summary>
    public static bool StandsAlone(Graph graph, LayerPositions positions, string value, int bits) =>
        graph.Producer(value) is { } producer && (LayerPositions.IsLayer(producer) || producer.OpType is "BatchNormalization" or "Relu" or "Clip" or "Add" or "Mul" or "Identity")
        && graph.Outputs.All(o => o.Name != value)
        && graph.Consumers(value).All(reader => LayerPositions.IsLayer(reader) && reader.Inputs[0] == value && positions.Input(reader) == bits);
}
