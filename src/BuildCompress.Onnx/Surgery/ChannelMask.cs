using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Streams;

namespace BuildCompress.Onnx.Surgery;

/// <summary>
/// Zeroes channels instead of cutting them: every kernel entry that touches a dropped channel, and the bias, scale and shift that
/// would let it speak although nothing feeds it (METHODS 1.10, ghost bias). A residual branch with an empty tensor contributes zero, also what its
/// last normalisation would add: the branch is subtracted from itself. Where residuals are not tied, what an operand of a residual addition or its
/// sum drops is multiplied by zero on the way into the addition, so that the stream carries it no further (METHODS 1.10, the second pitfall).
/// Equal to <see cref="ChannelSurgery"/> up to rounding.
/// </summary>
public static class ChannelMask
{
    /// <summary>The model in its original shape with the dropped channels silent.</summary>
    public static Model Apply(Model model, CouplingMap coupling, ChannelSelection selection)
    {
        var vanished = SelectionCheck.Demand(model.Graph, coupling, selection);
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
            Nodes = [.. model.Graph.Nodes.SelectMany(node => Silenced(node, masked.GetValueOrDefault(node, node), vanished))],
            Initializers = initializers,
        };
        return model with { Graph = UnusedParts.Remove(StreamMask.Apply(graph, coupling, selection), model.Graph) };
    }

    /// <summary>An addition at the end of a branch that is gone gets zeros from it.</summary>
    private static IEnumerable<Node> Silenced(Node node, Node masked, VanishedBranches vanished)
    {
        if (vanished.Ends.All(end => !ReferenceEquals(end.Addition, node)))
            return [masked];
        var zeros = node.Inputs.Where(vanished.Gone.Contains).Distinct().ToDictionary(value => value, value => $"{value}_silent_{node.Outputs[0]}");
        return
        [
            .. zeros.Select(zero => new Node(zero.Value, "Sub", "", [zero.Key, zero.Key], [zero.Value], new Dictionary<string, AttributeValue>())),
            masked with { Inputs = [.. masked.Inputs.Select(value => zeros.GetValueOrDefault(value, value))] },
        ];
    }
}
