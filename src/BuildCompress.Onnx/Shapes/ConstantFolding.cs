using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>
/// Replaces what can be computed before any input is known: Constant nodes and shape arithmetic become initializers, a constant weight
/// is reshaped or transposed in place, a Reshape whose sizes come from the graph gets fixed ones with the batch left open, a Pad by nothing and
/// an Identity of a constant go.
/// A dynamic batch stays dynamic.
/// </summary>
public static class ConstantFolding
{
    /// <summary>Folds <paramref name="model"/> and removes what is then read by nothing. Names of the values that remain do not change.</summary>
    public static Model Fold(Model model)
    {
        var state = ShapeInference.Run(model);
        var graph = model.Graph;
        var outputs = graph.Outputs.Select(output => output.Name).ToHashSet();
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var aliases = new Dictionary<string, string>();
        List<Node> nodes = [];
        foreach (var original in graph.Nodes)
        {
            var node = original.Inputs.Any(aliases.ContainsKey)
                ? original with { Inputs = [.. original.Inputs.Select(input => aliases.GetValueOrDefault(input, input))] } : original;
            if ((PadsNothing(node, state) || RenamesConstant(node, state)) && !outputs.Contains(node.Outputs[0]) && !IsReadBySubgraph(graph, node.Outputs[0]))
            {
                aliases[node.Outputs[0]] = node.Inputs[0];
            }
            else if (node.Outputs.Count == 1 && !outputs.Contains(node.Outputs[0]) && Evaluate(graph, node, state) is { } constant)
            {
                initializers[node.Outputs[0]] = constant;
                state.Constants[node.Outputs[0]] = constant;
            }
            else
            {
                nodes.Add(node.OpType == "Reshape" ? ReshapeFolding.Fix(node, state, initializers) : node);
            }
        }

        return model with { Graph = Prune(graph with { Nodes = nodes, Initializers = initializers }) };
    }

    private static ConstantTensor? Evaluate(Graph graph, Node node, InferenceState state)
    {
        if (state.Constants.TryGetValue(node.Outputs[0], out var constant))
            return constant;
        if (state.Value(node.Outputs[0]) is { IsKnown: true } value)
            return value.ToConstant();

        // A second reader would make two copies of the weight; then the node stays.
        if (node.Input(0) is not { } source || !state.Constants.TryGetValue(source, out var data) || graph.Consumers(source).Count != 1)
            return null;
        if (node.OpType == "Transpose")
            return ConstantTranspose.Apply(data, node.Ints("perm"));
        return node.OpType is "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten"
            && state.Types.GetValueOrDefault(node.Outputs[0])?.Shape is { } shape && shape.All(size => size.Value is not null)
            && Dimensions.Product(shape).Value == data.Count
            ? data with { Dims = [.. shape.Select(size => size.Value!.Value)] } : null;
    }

    private static bool PadsNothing(Node node, InferenceState state) =>
        node.OpType == "Pad" && (node.Ints("pads") ?? (node.Input(1) is { } pads ? state.Value(pads)?.Numbers : null)) is { } amounts
        && amounts.All(amount => amount == 0);

    /// <summary>Exporters write a weight that several layers share once, and an Identity for each further layer.</summary>
    private static bool RenamesConstant(Node node, InferenceState state) =>
        node.OpType == "Identity" && node.Input(0) is { } source && state.Constants.ContainsKey(source);

    private static bool IsReadBySubgraph(Graph graph, string value) =>
        graph.Consumers(value).Any(reader => reader.ImplicitInputs.Contains(value));

    private static Graph Prune(Graph graph)
    {
        var read = graph.Outputs.Select(output => output.Name).ToHashSet();
        List<Node> nodes = [];
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(read.Contains))
                continue;
            nodes.Add(node);
            read.UnionWith(node.Inputs);
            read.UnionWith(node.ImplicitInputs);
        }

        nodes.Reverse();
        return graph with
        {
            Nodes = nodes,
            Initializers = graph.Initializers.Where(pair => read.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value),
        };
    }
}
