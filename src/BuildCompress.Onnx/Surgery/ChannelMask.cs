using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>
/// Zeroes channels instead of cutting them: every kernel entry that touches a dropped channel, and the bias, scale and shift that
/// would let it speak although nothing feeds it (METHODS 1.10, ghost bias). Equal to <see cref="ChannelSurgery"/> up to rounding.
/// </summary>
public static class ChannelMask
{
    /// <summary>The model in its original shape with the dropped channels silent.</summary>
    public static Model Apply(Model model, CouplingMap coupling, ChannelSelection selection)
    {
        SelectionCheck.Demand(coupling, selection);
        var initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers);
        var masked = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var use in coupling.Parameters)
        {
            if (use.Kind == ParameterKind.Vector || use.Axes.All(a => a.Channels.All(selection.Keeps)))
                continue;
            var value = use.Node.Inputs[use.Input];
            var name = $"{value}_masked_{use.Node.Outputs[0]}_{use.Input}";
            initializers[name] = ParameterCut.Zero(GraphConstants.Resolve(model.Graph, value)!, use, selection);
            masked[use.Node] = masked.GetValueOrDefault(use.Node, use.Node).WithInput(use.Input, name);
        }

        var graph = model.Graph with
        {
            Nodes = [.. model.Graph.Nodes.Select(node => masked.GetValueOrDefault(node, node))], Initializers = initializers,
        };
        return model with { Graph = UnusedParts.Remove(graph, model.Graph) };
    }
}
