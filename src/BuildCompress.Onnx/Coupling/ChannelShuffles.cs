using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>Recognises channel shuffles (ShuffleNet, arXiv:1707.01083, section 3.1), however they are written.</summary>
internal static class ChannelShuffles
{
    /// <summary>All shuffles of <paramref name="graph"/> whose channels are followed.</summary>
    public static IReadOnlyList<ChannelShuffle> Find(Graph graph, CouplingContext context)
    {
        var outputs = graph.Outputs.Select(output => output.Name).ToHashSet();
        var shuffles = new List<ChannelShuffle>();
        foreach (var node in graph.Nodes)
        {
            if (node.OpType == "Reshape" && node.Domain.Length == 0 && context.Layout(node.Inputs[0]) is { Axes: [var axis] } layout
                && context.Layout(node.Outputs[0]) is { Axes.Length: > 1 } && Follow(graph, context, outputs, node, axis, layout.Dims[0]) is { } shuffle)
                shuffles.Add(shuffle);
        }

        return shuffles;
    }

    /// <summary>Follows positions through the nodes behind <paramref name="first"/> until they are in one row again, on the axis they came from.</summary>
    private static ChannelShuffle? Follow(
        Graph graph, CouplingContext context, HashSet<string> outputs, Node first, int axis, int channels)
    {
        var positions = SlotLayout.On(axis, [.. Enumerable.Range(0, channels)]);
        var nodes = new List<Node>();
        for (var node = first; ;)
        {
            if (Step(context, node, positions) is not { } next)
                return null;
            nodes.Add(node);
            positions = next;
            var value = node.Outputs[0];
            if (positions.Axes is [var back] && back == axis && nodes.Count > 1)
                return HaveSameShape(context, first.Inputs[0], value) ? new ChannelShuffle(nodes, axis, positions.Slots) : null;
            if (outputs.Contains(value) || graph.Consumers(value) is not [{ ImplicitInputs.Count: 0 } reader] || graph.IsShared(value)
                || reader.Inputs[0] != value)
                return null;
            node = reader;
        }
    }

    /// <summary>Where the positions stand behind <paramref name="node"/>; null when it does more than reorder them.</summary>
    private static SlotLayout? Step(CouplingContext context, Node node, SlotLayout positions)
    {
        if (node.Domain.Length > 0 || StaticShapes.Match(context.Types, node.Inputs[0], node.Outputs[0]) is not { } shapes)
            return null;
        var next = node.OpType switch
        {
            "Reshape" or "Squeeze" or "Unsqueeze" => SlotReshape.Apply(positions, shapes.From, shapes.To),
            "Transpose" when Permutation(node, positions) is { } permutation => SlotReshape.Transpose(positions, permutation),
            "Identity" => positions,
            _ => null,
        };
        return next is not null && Outside(shapes.From, positions) == Outside(shapes.To, next) ? next : null;
    }

    private static bool HaveSameShape(CouplingContext context, string before, string after) =>
        StaticShapes.Match(context.Types, before, after) is { } shapes && shapes.From.SequenceEqual(shapes.To);

    /// <summary>The permutation of a Transpose that moves nothing but channel axes among themselves.</summary>
    private static int[]? Permutation(Node node, SlotLayout positions)
    {
        var permutation = node.Ints("perm")?.Select(axis => (int)axis).ToArray();
        return permutation?.Index().All(to => (to.Index >= positions.Axes[0] && to.Index <= positions.Axes[^1]) || to.Item == to.Index) == true ? permutation : null;
    }

    /// <summary>Elements before, between and behind the channel axes: no step may move any of them across.</summary>
    private static (int Before, int Between, int Behind) Outside(int[] dims, SlotLayout positions)
    {
        var (first, last) = (positions.Axes[0], positions.Axes[^1]);
        return (dims.AsSpan(0, first).Product(), dims.AsSpan(first, last + 1 - first).Product(), dims.AsSpan(last + 1).Product());
    }
}
