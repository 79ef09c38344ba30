using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Coupling.Rules;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Streams;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Cuts channels out of a network for good: what is left is an ordinary, smaller model that computes what the masked one did.</summary>
public static class ChannelSurgery
{
    /// <summary>The model without the channels that <paramref name="selection"/> drops. Names, order and metadata are kept.</summary>
    /// <param name="model">The model that <paramref name="coupling"/> was found on.</param>
    /// <param name="coupling">Its coupling.</param>
    /// <param name="selection">
    /// What stays. Fixed groups must stay whole. A tensor may lose all its channels when its groups <see cref="ChannelGroup.MayVanish"/>: then the
    /// residual branch it lies in is removed with all it would add, constants included, and the addition becomes its other operand.
    /// </param>
    /// <exception cref="ArgumentException">The selection cannot be cut; the message names the place.</exception>
    public static Model Cut(Model model, CouplingMap coupling, ChannelSelection selection)
    {
        var vanished = SelectionCheck.Demand(model.Graph, coupling, selection);
        selection = StreamOrder.Arrange(coupling, selection);
        var remaining = BranchRemoval.Remove(model.Graph, vanished, StreamCut.ReshapedSums(coupling, selection));
        var context = new CutContext(model with { Graph = remaining }, coupling, selection);
        var shuffles = ShuffleCut.Replacements(remaining, coupling, context);
        var streams = new StreamCut(remaining, coupling, selection, context);
        var nodes = new List<Node>(remaining.Nodes.Count);
        foreach (var node in remaining.Nodes)
        {
            if (shuffles.TryGetValue(node.Outputs[0], out var gather))
            {
                if (gather is not null)
                    nodes.Add(streams.Redirect(gather));
                continue;
            }

            if (streams.Replace(node) is { } aligned)
            {
                nodes.AddRange(aligned);
                continue;
            }

            if (GroupedConvCut.Regroup(context, node) is { } regrouped)
            {
                nodes.AddRange(regrouped.Select(streams.Redirect));
                continue;
            }

            var cut = OperatorRules.For(node) is { } rule && node.Outputs.Concat(node.Inputs).Any(context.IsCut) ? rule.Cut(context, node) : node;
            nodes.Add(streams.Redirect(context.SliceParameters(node, cut)));
        }

        var graph = remaining with { Nodes = nodes, Initializers = Merge(model.Graph.Initializers, context.Added) };
        return model with { Graph = UnusedParts.Remove(graph, model.Graph) };
    }

    /// <summary>Replaced constants keep their place in the file, new ones follow.</summary>
    private static Dictionary<string, ConstantTensor> Merge(
        IReadOnlyDictionary<string, ConstantTensor> initializers, IReadOnlyDictionary<string, ConstantTensor> added)
    {
        var merged = initializers.ToDictionary(pair => pair.Key, pair => added.GetValueOrDefault(pair.Key, pair.Value));
        foreach (var (name, tensor) in added)
            merged[name] = tensor;
        return merged;
    }
}
