using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>
/// Which channels change places so that filters with the same kernel positions stand side by side. Each group of channels takes the order of one
/// Conv; others that make the same channels (at a residual addition) keep a Gather behind them.
/// </summary>
internal static class FilterGrouping
{
    /// <summary>For each channel that moves, the channel that takes its place.</summary>
    public static Dictionary<ChannelRef, ChannelRef> Places(Graph graph, CouplingMap coupling, KernelSelection kernels)
    {
        var places = new Dictionary<ChannelRef, ChannelRef>();
        var sorted = graph.Nodes.Where(n => kernels.Kept.TryGetValue(n.Outputs[0], out var filters) && filters.Distinct().Count() > 1);
        foreach (var output in Leaders(coupling, sorted))
        {
            var (filters, channels) = (kernels.Kept[output], coupling.Channels[output].Channels);
            var kinds = filters.Distinct().ToList();
            var order = Enumerable.Range(0, filters.Length).OrderBy(f => kinds.IndexOf(filters[f])).ToArray();
            for (var place = 0; place < order.Length; place++)
            {
                if (order[place] != place)
                    places[channels[place]] = channels[order[place]];
            }
        }

        return places;
    }

    /// <summary>The outputs of those <paramref name="convolutions"/> that may decide the order of their channels, at most one per group.</summary>
    public static HashSet<string> Leaders(CouplingMap coupling, IEnumerable<Node> convolutions)
    {
        var leaders = new HashSet<string>();
        var settled = coupling.Groups.Where(group => !group.Prunable).Select(group => group.Id).ToHashSet();
        // Rows and columns of a grouped convolution must stay in their groups.
        foreach (var axis in coupling.Parameters.Where(use => use.ConvGroups > 1).SelectMany(use => use.Axes))
            settled.UnionWith(axis.Channels.Select(channel => channel.Group));

        // A depthwise Conv goes first: in another order it would need a Gather before it, too.
        foreach (var conv in convolutions.OrderBy(n => n.Int("group", 1) == 1))
        {
            if (coupling.Channels.GetValueOrDefault(conv.Outputs[0]) is { } layout && layout.Channels[0] is { IsNone: false, Group: var group }
                && layout.Channels.All(c => c.Group == group) && layout.Channels.Distinct().Count() == layout.Channels.Count && settled.Add(group))
                leaders.Add(conv.Outputs[0]);
        }

        return leaders;
    }
}
