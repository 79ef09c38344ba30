using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks;

/// <summary>Writes new numbers into a graph.</summary>
internal static class Constants
{
    /// <summary>The graph with the tensors of initializers and Constant nodes replaced by name; order is kept.</summary>
    public static Graph Replace(Graph graph, IReadOnlyDictionary<string, ConstantTensor> values)
    {
        var initializers = new OrderedDictionary<string, ConstantTensor>();
        foreach (var (name, old) in graph.Initializers)
            initializers[name] = values.GetValueOrDefault(name, old);
        return graph with { Initializers = initializers, Nodes = [.. graph.Nodes.Select(n => Replace(n, values))] };
    }

    private static Node Replace(Node node, IReadOnlyDictionary<string, ConstantTensor> values)
    {
        if (node.OpType != "Constant" || !values.TryGetValue(node.Outputs[0], out var value))
            return node;
        var attributes = new Dictionary<string, AttributeValue>(node.Attributes) { ["value"] = new AttributeValue.Tensor(value) };
        return node with { Attributes = attributes };
    }
}
