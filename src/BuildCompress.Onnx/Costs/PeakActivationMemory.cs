using BuildCompress.Core.Units;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// The most bytes of activations that are alive at once, for one sample. Rule: nodes run in graph order, one at a time; a value lives
/// from the node that writes it (inputs: from the beginning) to the last node that reads it (outputs: to the end), both included;
/// an elementwise node writes over an input of the same size that it is the last to read. Constants do not count.
/// </summary>
public static class PeakActivationMemory
{
    /// <summary>Peak over all nodes, or null when the size of an activation is not known.</summary>
    public static Bytes? Of(Graph graph, InferredTypes types)
    {
        var batch = BatchSize.Of(graph, types);
        var lastReader = LastReaders(graph);
        var sizes = new Dictionary<string, long>();
        var live = 0L;
        foreach (var input in graph.Inputs)
        {
            if (!Allocate(input.Name))
                return null;
        }

        var peak = live;
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            if (node.OpType == "Constant")
                continue;
            foreach (var output in node.Outputs)
            {
                if (output.Length > 0 && lastReader.ContainsKey(output) && !Allocate(output))
                    return null;
            }

            if (Overwritten(node, i) is { } overwritten)
                Free(overwritten);
            peak = Math.Max(peak, live);
            foreach (var input in node.Inputs.Concat(node.ImplicitInputs))
            {
                if (lastReader.GetValueOrDefault(input, -1) == i)
                    Free(input);
            }
        }

        return new Bytes(peak);

        bool Allocate(string value)
        {
            if (types[value] is not { } type || batch.PerSample(type.Shape) is not (<= 1L << 56 and var elements))
                return false;
            sizes[value] = type.Element.SizeOf(elements);
            live += sizes[value];
            return true;
        }

        void Free(string value)
        {
            if (sizes.Remove(value, out var size))
                live -= size;
        }

        string? Overwritten(Node node, int index)
        {
            if (!Elementwise.Contains(node.OpType))
                return null;
            foreach (var input in node.Inputs)
            {
                if (lastReader.GetValueOrDefault(input, -1) == index && sizes.TryGetValue(input, out var size)
                    && sizes.GetValueOrDefault(node.Outputs[0]) == size)
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

    // Index of the last node that reads a value; outputs of the graph are read after the last node.
    private static Dictionary<string, int> LastReaders(Graph graph)
    {
        var last = new Dictionary<string, int>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs.Concat(graph.Nodes[i].ImplicitInputs))
                last[input] = i;
        }

        foreach (var output in graph.Outputs)
            last[output.Name] = graph.Nodes.Count;
        return last;
    }
}
