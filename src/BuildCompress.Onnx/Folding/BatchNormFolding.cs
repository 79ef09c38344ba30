using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Folding;

/// <summary>
/// Folds inference-time batch normalisation into the Conv or Gemm before it: <c>w' = w gamma / sqrt(var + eps)</c>,
/// <c>b' = (b - mean) gamma / sqrt(var + eps) + beta</c>, in double precision. Exact up to rounding.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>
    /// The model with every BatchNormalization folded that directly follows a Conv or Gemm which nothing else reads; others stay. The Conv
    /// keeps its name and its weight's and bias' names, and takes over the normalisation's output.
    /// </summary>
    public static Model Fold(Model model)
    {
        var graph = model.Graph;
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var names = new ValueNames(graph);
        var replaced = new Dictionary<Node, Node?>(ReferenceEqualityComparer.Instance);
        foreach (var norm in graph.Nodes)
        {
            if (FoldsInto(graph, norm) is not { } layer)
                continue;
            var folded = FoldedLayer.Compute(graph, layer, norm);
            var weight = Store(layer.Inputs[1], folded.Weight);
            var bias = layer.Input(2) is { } old ? Store(old, folded.Bias) : Add($"{weight}_bias", folded.Bias);
            replaced[layer] = (layer with { Outputs = [norm.Outputs[0]] }).WithInput(1, weight).WithInput(2, bias).WithoutBeta();
            replaced[norm] = null;
        }

        if (replaced.Count == 0)
            return model;
        var nodes = graph.Nodes.Select(n => replaced.TryGetValue(n, out var other) ? other : n).OfType<Node>().ToArray();
        return model with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };

        // A constant that others read too, or that is computed, stays as it is.
        string Store(string name, ConstantTensor tensor)
        {
            if (!graph.Initializers.ContainsKey(name) || graph.IsShared(name))
                return Add(name, tensor);
            initializers[name] = tensor;
            return name;
        }

        string Add(string wanted, ConstantTensor tensor)
        {
            var name = names.New(wanted);
            initializers[name] = tensor;
            return name;
        }
    }

    /// <summary>The layer that <paramref name="norm"/> folds into, or null.</summary>
    internal static Node? FoldsInto(Graph graph, Node norm)
    {
        if (norm.OpType != "BatchNormalization" || norm.Inputs.Count != 5 || norm.Int("training_mode", 0) != 0 || norm.Int("spatial", 1) != 1
            || norm.Outputs.Skip(1).Any(output => output.Length > 0)
            || norm.Inputs.Skip(1).Any(i => GraphConstants.Resolve(graph, i) is not { Element: ElementType.Float32 })
            || graph.Producer(norm.Inputs[0]) is not { OpType: "Conv" or "Gemm" } layer
            || graph.Consumers(norm.Inputs[0]).Count != 1 || graph.Outputs.Any(o => o.Name == norm.Inputs[0]))
            return null;
        var channels = GraphConstants.Resolve(graph, norm.Inputs[1])!.Count;
        var foldable = norm.Inputs.Skip(2).All(i => GraphConstants.Resolve(graph, i)!.Count == channels)
            && GraphConstants.Resolve(graph, layer.Input(1)) is { Element: ElementType.Float32, Dims.Count: > 1 } weight
            && weight.Dims[FoldedLayer.OutputAxis(layer)] == channels
            && (layer.Input(2) is not { } bias || (GraphConstants.Resolve(graph, bias) is { Element: ElementType.Float32 } b && b.Count == channels));
        return foldable ? layer : null;
    }

    private static Node WithoutBeta(this Node node) =>
        node.Attributes.ContainsKey("beta") ? node.With("beta", new AttributeValue.Float(1)) : node;
}
