using BuildCompress.Onnx.Evaluation;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>
/// Replaces what can be computed before any input is known: Constant nodes, shape arithmetic and weights that are expressions of others become
/// initializers, a constant weight is reshaped or transposed in place, a Reshape whose sizes come from the graph gets fixed ones with the batch left open, a Pad by nothing and
/// an Identity of a constant go.
/// A dynamic batch stays dynamic.
/// </summary>
public static class ConstantFolding
{
    /// <summary>A model may cost some computing whatever it holds: a few masks made of nothing.</summary>
    private const long SmallExpressions = 1 << 20;

    /// <summary>How often the elements of a model may be computed with: a normalised weight needs about six.</summary>
    private const long ExpressionDepth = 24;

    /// <summary>Folds <paramref name="model"/> and removes what is then read by nothing. Names of the values that remain do not change.</summary>
    public static Model Fold(Model model)
    {
        var state = ShapeInference.Run(model);
        var graph = model.Graph;
        var outputs = graph.Outputs.Select(output => output.Name).ToHashSet();
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var aliases = new Dictionary<string, string>();
        var expressions = new ConstantExpressions(SmallExpressions + (ExpressionDepth * graph.Initializers.Values.Sum(tensor => tensor.Count)));
        List<Node> nodes = [];
        foreach (var original in graph.Nodes)
        {
            var node = original.Inputs.Any(aliases.ContainsKey)
                ? original with { Inputs = [.. original.Inputs.Select(input => aliases.GetValueOrDefault(input, input))] } : original;
            if ((PadsNothing(node, state) || RenamesConstant(node, state)) && !outputs.Contains(node.Outputs[0]) && !IsReadBySubgraph(graph, node.Outputs[0]))
            {
                aliases[node.Outputs[0]] = node.Inputs[0];
            }
            else if (node.Outputs.Count == 1 && !outputs.Contains(node.Outputs[0]) && Evaluate(node, state, expressions) is { } constant)
            {
                state.Constants[node.Outputs[0]] = constant;
                if (CopiesSharedConstant(graph, node, constant))
                    nodes.Add(node);
                else
                    initializers[node.Outputs[0]] = constant;
            }
            else
            {
                nodes.Add(node.OpType == "Reshape" ? ReshapeFolding.Fix(node, state, initializers) : node);
            }
        }

        return model with { Graph = Prune(graph with { Nodes = nodes, Initializers = initializers }) };
    }

    private static ConstantTensor? Evaluate(Node node, InferenceState state, ConstantExpressions expressions)
    {
        if (state.Constants.TryGetValue(node.Outputs[0], out var constant))
            return constant;
        if (state.Value(node.Outputs[0]) is { IsKnown: true } value)
            return value.ToConstant();
        if (!IsMovement(node))
            return expressions.Evaluate(node, state.Constants);
        if (node.Input(0) is not { } source || !state.Constants.TryGetValue(source, out var data))
            return null;
        if (node.OpType == "Transpose")
            return ConstantTranspose.Apply(data, node.Ints("perm"));
        return state.Types.GetValueOrDefault(node.Outputs[0])?.Shape is { } shape && shape.All(size => size.Value is not null)
            && Dimensions.Product(shape).Value == data.Count
            ? data with { Dims = [.. shape.Select(size => size.Value!.Value)] } : null;
    }

    private static bool IsMovement(Node node) => node.OpType is "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten";

    /// <summary>A second reader would make two copies of a weight: then the node stays, unless all that reads it is computed here too.</summary>
    private static bool CopiesSharedConstant(Graph graph, Node node, ConstantTensor constant) =>
        IsMovement(node) && ShapeValue.Of(constant) is null && graph.Consumers(node.Inputs[0]).Count != 1;

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
            OverridableInitializers = [],
            Initializers = graph.Initializers.Where(pair => read.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value),
        };
    }
}
