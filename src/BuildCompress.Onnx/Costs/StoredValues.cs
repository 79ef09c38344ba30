using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// Which values of a graph share one tensor in memory. A runtime fuses QuantizeLinear and DequantizeLinear with the operators beside them: what a
/// DequantizeLinear writes is read as the integers it came from, and what only a QuantizeLinear reads is written as integers at once. A Relu or Clip
/// that alone reads its input is fused likewise. Inputs and outputs of the graph are tensors of their own.
/// </summary>
internal sealed class StoredValues
{
    private readonly Dictionary<string, string> stored = [];

    public StoredValues(Graph graph)
    {
        HashSet<string> ports = [.. graph.Inputs.Select(i => i.Name), .. graph.Outputs.Select(o => o.Name)];
        var readers = graph.Nodes.SelectMany(n => n.Inputs.Concat(n.ImplicitInputs)).CountBy(name => name).ToDictionary();
        foreach (var node in graph.Nodes)
        {
            if (node.OpType == "DequantizeLinear" && !ports.Contains(node.Outputs[0]))
                stored[node.Outputs[0]] = node.Inputs[0];
            else if (node.OpType is "QuantizeLinear" or "Relu" or "Clip" && !ports.Contains(node.Inputs[0]) && readers[node.Inputs[0]] == 1 && !graph.Initializers.ContainsKey(node.Inputs[0]))
                stored[node.Inputs[0]] = node.Outputs[0];
        }
    }

    /// <summary>Name of the tensor that holds <paramref name="value"/>.</summary>
    public string this[string value]
    {
        get
        {
            // A DequantizeLinear that only a QuantizeLinear reads would make a ring; a chain is never longer than all aliases.
            for (var steps = 0; steps <= stored.Count && stored.TryGetValue(value, out var next); steps++)
                value = next;
            return value;
        }
    }

    /// <summary>All names by the tensor that holds them, itself included.</summary>
    public ILookup<string, string> Names(IEnumerable<string> values) => values.Distinct().ToLookup(value => this[value]);
}
