using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Replaces channel shuffles that a cut leaves without rows and columns.</summary>
internal static class ShuffleCut
{
    /// <summary>For every node of a shuffle that is irregular after the cut, what takes its place: a Gather for the last, nothing for the others.</summary>
    public static IReadOnlyDictionary<string, Node?> Replacements(Graph graph, CouplingMap coupling, CutContext cut)
    {
        var replacements = new Dictionary<string, Node?>();
        foreach (var shuffle in coupling.Shuffles)
        {
            if (shuffle.Nodes.All(node => IsRegular(cut, node.Outputs[0])) || shuffle.Nodes.Any(node => graph.Producer(node.Outputs[0]) is null))
                continue;
            foreach (var node in shuffle.Nodes)
                replacements[node.Outputs[0]] = null;
            replacements[shuffle.Output] = Gather(graph, cut, shuffle);
        }

        return replacements;
    }

    /// <summary>Whether the channels that stay are all crossings of some rows and some columns.</summary>
    private static bool IsRegular(CutContext cut, string value)
    {
        var layout = cut.Layout(value)!;
        return layout.Axes.Count == 1
            || layout.Axes.Aggregate(1, (count, axis) => count * cut.KeptCount(value, axis)) == layout.Channels.Count(cut.Keeps);
    }

    private static Node Gather(Graph graph, CutContext cut, ChannelShuffle shuffle)
    {
        var channels = cut.Layout(shuffle.Input)!.Channels;
        var position = new long[channels.Count];
        for (int i = 0, next = 0; i < position.Length; i++)
            position[i] = cut.Keeps(channels[i]) ? next++ : -1;
        var indices = shuffle.Sources.Select(source => position[source]).Where(at => at >= 0).ToArray();
        var (first, last) = (graph.Producer(shuffle.Nodes[0].Outputs[0])!, shuffle.Nodes[^1]);
        return new Node(
            last.Name, "Gather", "", [first.Inputs[0], cut.Add($"{shuffle.Output}_indices", ConstantTensor.Of(indices, indices.Length))], last.Outputs,
            new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(shuffle.Axis) });
    }
}
