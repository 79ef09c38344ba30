using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Coupling.Residuals;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>Aligns what is added to residual streams with the channels that the streams carry.</summary>
internal sealed class StreamCut
{
    private readonly Dictionary<string, (ResidualAddition Addition, StreamPoint Point)> additions = [];
    private readonly Dictionary<string, string> aliases = [];
    private readonly HashSet<string> nonNegative = [];
    private readonly Graph graph;
    private readonly CutContext cut;

    /// <param name="graph">The graph without vanished branches.</param>
    /// <param name="coupling">Its streams.</param>
    /// <param name="selection">What stays, in order.</param>
    /// <param name="cut">Where constants are added.</param>
    public StreamCut(Graph graph, CouplingMap coupling, ChannelSelection selection, CutContext cut)
    {
        (this.graph, this.cut) = (graph, cut);
        foreach (var (addition, point) in Points(coupling, selection))
            additions[addition.SumValue] = (addition, point);
    }

    /// <summary>Sums that carry other channels than their shortcuts bring: their additions may not be skipped when the branch vanishes.</summary>
    public static HashSet<string> ReshapedSums(CouplingMap coupling, ChannelSelection selection) =>
        [.. Points(coupling, selection).Where(p => Reshapes(p.Addition, p.Point)).Select(p => p.Addition.SumValue)];

    /// <summary>What takes the place of <paramref name="node"/>: an aligned addition, nothing when its reader can do without; null for any other node.</summary>
    public IReadOnlyList<Node>? Replace(Node node)
    {
        if (additions.TryGetValue(node.Outputs[0], out var at))
            return Align(node, at.Addition, at.Point);
        if (node.OpType != "Relu" || !aliases.TryGetValue(node.Inputs[0], out var value) || !nonNegative.Contains(value))
            return null;
        return Skip(node, value);
    }

    /// <summary>The node reading what took the place of a skipped one.</summary>
    public Node Redirect(Node node) =>
        aliases.Count == 0 ? node : node with { Inputs = [.. node.Inputs.Select(input => aliases.GetValueOrDefault(input, input))] };

    /// <summary>All additions of streams from which anything is dropped.</summary>
    private static IEnumerable<(ResidualAddition Addition, StreamPoint Point)> Points(CouplingMap coupling, ChannelSelection selection) =>
        coupling.Streams.Where(stream => stream.Groups.Any(group => selection.Kept[group].Contains(false)))
            .SelectMany(stream => stream.Additions.Zip(StreamPoint.Of(stream, selection)));

    private static bool Reshapes(ResidualAddition addition, StreamPoint point) =>
        addition.IsPadded || !point.Source.AsSpan().SequenceEqual(point.Sum);

    private IReadOnlyList<Node>? Align(Node node, ResidualAddition addition, StreamPoint point)
    {
        if (!Reshapes(addition, point) && (node.Inputs.Count == 1 || point.Branch.AsSpan().SequenceEqual(point.Sum)))
            return null;
        var nodes = new List<Node>();
        var rank = cut.Layout(addition.SumValue)!.Rank;
        // A vanished branch leaves one input.
        var shortcut = node.Inputs[node.Inputs.Count == 1 ? 0 : 1 - addition.BranchInput];
        if (addition.IsPadded)
            shortcut = graph.Producer(shortcut)!.Inputs[0];
        var aligned = Aligned(shortcut, rank, point.Source, point.Sum, $"{addition.SumValue}_shortcut", nodes);
        var branch = node.Inputs.Count == 1 ? null : Aligned(node.Inputs[addition.BranchInput], rank, point.Branch, point.Sum, $"{addition.SumValue}_branch", nodes);
        if (aligned is not null && branch is not null)
        {
            nodes.Add(Redirect(node with { Inputs = addition.BranchInput == 0 ? [branch, aligned] : [aligned, branch] }));
            return nodes;
        }

        if (branch is null && ComesFromRelu(shortcut))
            nonNegative.Add(aligned!);
        return [.. nodes.Select(Redirect), .. Skip(node, aligned ?? branch!)];
    }

    /// <summary>Readers of <paramref name="node"/> read <paramref name="value"/>, unless somebody knows the output by its name.</summary>
    private IReadOnlyList<Node> Skip(Node node, string value)
    {
        if (BranchRemoval.IsKnownByName(graph, node.Outputs[0]))
            return [Redirect(new Node(node.Name, "Identity", "", [value], node.Outputs, new Dictionary<string, AttributeValue>()))];
        aliases[node.Outputs[0]] = aliases.GetValueOrDefault(value, value);
        return [];
    }

    /// <summary>Appends nodes that turn <paramref name="value"/> into the channels <paramref name="to"/> and returns the result; null when it has none.</summary>
    private string? Aligned(string value, int rank, int[] from, int[] to, string name, List<Node> nodes)
    {
        if (ChannelAlignment.Between(from, to) is not { } alignment)
            return null;
        if (alignment.Indices is { } picks && !alignment.GathersZeros)
            Gather(picks);
        if (alignment.Slices(from.Length))
            Add(ChannelNodes.Slice(cut, value, cut.Name(name), alignment.Start, alignment.Count));
        if (alignment.Pads)
            Add(ChannelNodes.Pad(cut, value, cut.Name(name), rank, alignment.Before, alignment.After));
        if (alignment.Indices is { } sources && alignment.GathersZeros)
            Gather(sources);
        return value;

        void Gather(int[] indices) => Add(ChannelNodes.Gather(cut, value, cut.Name(name), indices));

        void Add(Node node)
        {
            nodes.Add(Redirect(node));
            value = node.Outputs[0];
        }
    }

    /// <summary>Whether a Relu made the numbers that <paramref name="value"/> holds.</summary>
    private bool ComesFromRelu(string value)
    {
        value = aliases.GetValueOrDefault(value, value);
        while (graph.Producer(value) is { OpType: "Slice" or "Identity" or "Dropout" or "MaxPool" or "AveragePool" } node)
            value = aliases.GetValueOrDefault(node.Inputs[0], node.Inputs[0]);
        return graph.Producer(value) is { OpType: "Relu" } || nonNegative.Contains(value);
    }
}
