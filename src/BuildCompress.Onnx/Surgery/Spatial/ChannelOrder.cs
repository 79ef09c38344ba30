using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>
/// Puts channels in another order, in every tensor and constant at once: the network computes the same. Positions keep their meaning for the
/// operators (a Slice takes the same positions); which channel stands there changes.
/// </summary>
/// <param name="model">The model that <paramref name="coupling"/> was found on.</param>
/// <param name="coupling">Its coupling.</param>
/// <param name="places">Channels that move: the channel that stands in the place of each afterwards, of the same group.</param>
internal sealed class ChannelOrder(Model model, CouplingMap coupling, IReadOnlyDictionary<ChannelRef, ChannelRef> places)
{
    /// <summary>The reordered model.</summary>
    public Model Apply()
    {
        var graph = model.Graph;
        var names = new ValueNames(graph);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var nodes = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var use in coupling.Parameters.Where(use => use.Axes.Any(axis => axis.Channels.Any(places.ContainsKey))))
        {
            var value = use.Node.Inputs[use.Input];
            var tensor = GraphConstants.Resolve(graph, value)!;
            foreach (var axis in use.Axes.Where(axis => axis.Channels.Any(places.ContainsKey)))
                tensor = tensor.Take(axis.Axis, Sources(axis.Channels));
            var name = graph.Initializers.ContainsKey(value) && !graph.IsShared(value) ? value : names.New($"{value}_ordered");
            initializers[name] = tensor;
            nodes[use.Node] = nodes.GetValueOrDefault(use.Node, use.Node).WithInput(use.Input, name);
        }

        var reordered = graph with { Nodes = [.. graph.Nodes.Select(node => nodes.GetValueOrDefault(node, node))], Initializers = initializers };
        return model with { Graph = UnusedParts.Remove(reordered, graph) };
    }

    /// <summary>The filters' positions in the new order of their Conv's outputs.</summary>
    public KernelSelection Apply(KernelSelection kernels) => new(kernels.Kept.ToDictionary(
        conv => conv.Key,
        conv => coupling.Channels.GetValueOrDefault(conv.Key) is { } layout ? [.. Sources(layout.Channels).Select(i => conv.Value[i])] : conv.Value));

    /// <summary>For each place the place whose content moves there. A channel that stands at several places moves in order.</summary>
    private int[] Sources(IReadOnlyList<ChannelRef> channels)
    {
        var standing = channels.Index().ToLookup(c => c.Item, c => c.Index);
        var moved = new Dictionary<ChannelRef, int>();
        var sources = new int[channels.Count];
        for (var place = 0; place < sources.Length; place++)
        {
            if (!places.TryGetValue(channels[place], out var channel))
            {
                sources[place] = place;
                continue;
            }

            var nth = moved.GetValueOrDefault(channel);
            moved[channel] = nth + 1;
            sources[place] = standing[channel].ElementAt(nth);
        }

        return sources;
    }
}
