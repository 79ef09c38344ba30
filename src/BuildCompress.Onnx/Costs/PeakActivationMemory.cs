using BuildCompress.Core.Units;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// The most bytes of activations that are alive at once, for one sample. Rule: nodes run in graph order, one at a time; a value lives
/// from the node that writes it (inputs: from the beginning) to the last node that reads it (outputs: to the end), both included;
/// an elementwise node writes over an input of the same size that it is the last to read. Constants do not count. Quantisers and
/// Relu or Clip behind an operator are part of it (<see cref="StoredValues"/>): a quantised activation takes a byte per element.
/// </summary>
public static class PeakActivationMemory
{
    /// <summary>Peak over all nodes, or null when the size of an activation is not known.</summary>
    public static Bytes? Of(Graph graph, InferredTypes types) => Points(graph, types) is { } points ? new Bytes(points.Max(p => p.Bytes)) : null;

    /// <summary>What is alive before the first node and at each node in graph order, or null when the size of an activation is not known.</summary>
    public static IReadOnlyList<ProgramPoint>? Points(Graph graph, InferredTypes types)
    {
        var batch = BatchSize.Of(graph, types);
        var stored = new StoredValues(graph);
        var names = stored.Names(graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.SelectMany(n => n.Outputs)));
        var lastReader = LastReaders(graph, stored);
        var live = new Dictionary<string, LiveValue>();
        foreach (var input in graph.Inputs)
        {
            if (!Allocate(input.Name))
                return null;
        }

        List<ProgramPoint> points = [new("", [.. live.Values])];
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            if (node.OpType == "Constant")
                continue;
            foreach (var output in node.Outputs.Select(o => stored[o]))
            {
                if (output.Length > 0 && lastReader.ContainsKey(output) && !live.ContainsKey(output) && !IsConstant(output) && !Allocate(output))
                    return null;
            }

            if (Overwritten(node, i) is { } overwritten)
                live.Remove(overwritten);
            points.Add(new(node.DisplayName, [.. live.Values]));
            foreach (var input in node.Inputs.Concat(node.ImplicitInputs).Select(input => stored[input]))
            {
                if (lastReader.GetValueOrDefault(input, -1) == i)
                    live.Remove(input);
            }
        }

        return points;

        bool IsConstant(string value) => graph.Initializers.ContainsKey(value);

        bool Allocate(string value)
        {
            if (types[value] is not { } type || batch.PerSample(type.Shape) is not (<= 1L << 56 and var elements))
                return false;
            live[value] = new([.. names[value]], type.Element.SizeOf(elements));
            return true;
        }

        string? Overwritten(Node node, int index)
        {
            if (!Elementwise.Contains(node.OpType) || !live.TryGetValue(stored[node.Outputs[0]], out var output))
                return null;
            foreach (var input in node.Inputs.Select(input => stored[input]))
            {
                if (lastReader.GetValueOrDefault(input, -1) == index && live.TryGetValue(input, out var read) && read != output && read.Bytes == output.Bytes)
                    return input;
            }

            return null;
        }
    }

    private static readonly HashSet<string> Elementwise =
    [
        "Add", "BatchNormalization", "Clip", "Div", "Dropout", "Elu", "Flatten", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Mul",
        "PRelu", "Relu", "Reshape", "Sigmoid", "Softplus", "Squeeze", "Sub", "Tanh", "Unsqueeze",
    ];

    // Index of the last node that reads a tensor; outputs of the graph are read after the last node.
    private static Dictionary<string, int> LastReaders(Graph graph, StoredValues stored)
    {
        var last = new Dictionary<string, int>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            // A quantiser that only renames its tensor reads nothing.
            var outputs = graph.Nodes[i].Outputs.Select(o => stored[o]).ToHashSet();
            foreach (var input in graph.Nodes[i].Inputs.Concat(graph.Nodes[i].ImplicitInputs).Select(input => stored[input]))
            {
                if (!outputs.Contains(input))
                    last[input] = i;
            }
        }

        foreach (var output in graph.Outputs)
            last[stored[output.Name]] = graph.Nodes.Count;
        return last;
    }
}
