using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>
/// Zeroes the kernel positions that filters lose: the shape columns of METHODS 1.4, and what <see cref="RectangleSurgery"/> must compute. Shapes stay,
/// so a dense runtime saves nothing; <see cref="Costs.ZeroColumns"/> counts what it could.
/// </summary>
public static class KernelMask
{
    /// <summary>The model with those positions zero, for all inputs of a filter.</summary>
    /// <exception cref="ArgumentException">The selection is not one of this model's filters.</exception>
    public static Model Apply(Model model, KernelSelection kernels)
    {
        var graph = model.Graph;
        var names = new ValueNames(graph);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var nodes = graph.Nodes.Select(node =>
        {
            var weight = GraphConstants.Resolve(graph, node.Input(1));
            if (kernels.Of(node, weight) is not { } filters)
                return node;
            var name = node.Inputs[1];
            if (!graph.Initializers.ContainsKey(name) || graph.IsShared(name))
                name = names.New($"{name}_masked");
            initializers[name] = Zero(weight!, filters);
            return node.WithInput(1, name);
        }).ToArray();
        return model with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };
    }

    private static ConstantTensor Zero(ConstantTensor weight, ulong[] filters)
    {
        var bytes = weight.Bytes.ToArray();
        var element = weight.Element.Bits() / 8;
        var row = bytes.Length / filters.Length;
        var kernel = row / (int)weight.Dims[1];
        for (var at = 0; at < bytes.Length; at += element)
        {
            if ((filters[at / row] >> (at % kernel / element) & 1) == 0)
                bytes.AsSpan(at, element).Clear();
        }

        return weight with { Bytes = bytes };
    }
}
