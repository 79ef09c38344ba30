using BuildCompress.Onnx.Coupling.Rules;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// What goes when tensors lose all their channels: every node computed from nothing but them, up to the additions that go on with their other
/// operand, and every node that only served those. A branch with an empty tensor is removed with all it would add, constants included.
/// Tensors whose channels nothing but a Concat behind them would have noticed are merely empty: it goes on with its other inputs.
/// </summary>
internal sealed class VanishedBranches
{
    private readonly Graph graph;
    private readonly HashSet<string> statics;
    private readonly HashSet<string> gone = [];
    private readonly HashSet<string> hollow = [];
    private readonly List<(Node Addition, int Survivor)> ends = [];

    private VanishedBranches(Graph graph, HashSet<string> statics)
    {
        this.graph = graph;
        this.statics = statics;
    }

    /// <summary>Values that nothing computes any more, or that nothing would read.</summary>
    public IReadOnlySet<string> Gone => gone;

    /// <summary>Values without channels that are not missed: all that reads them has lost the same channels.</summary>
    public IReadOnlySet<string> Hollow => hollow;

    /// <summary>Additions that lose all operands but one, with the input that is left.</summary>
    public IReadOnlyList<(Node Addition, int Survivor)> Ends => ends;

    /// <summary>Why the network cannot do without: what needs the missing tensors; null when it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>
    /// What goes with the channels that <paramref name="selection"/> drops: branches for those of groups that <see cref="ChannelGroup.MayVanish"/>,
    /// nothing but empty tensors for others.
    /// </summary>
    public static VanishedBranches Of(Graph graph, CouplingMap coupling, ChannelSelection selection)
    {
        return Of(graph, Statics(graph), Consists(channel => !selection.Keeps(channel) && coupling.Groups[channel.Group].MayVanish), Consists(channel => !selection.Keeps(channel)));

        Func<string, bool> Consists(Func<ChannelRef, bool> of) =>
            value => coupling.Channels.TryGetValue(value, out var layout) && layout.Channels.All(of);
    }

    /// <summary>Follows the branches with tensors all of whose channels are dropped through <paramref name="graph"/>.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="statics">Its <see cref="Statics"/>.</param>
    /// <param name="isDropped">Whether a value has lost all its channels.</param>
    public static VanishedBranches Of(Graph graph, HashSet<string> statics, Func<string, bool> isDropped) => Of(graph, statics, isDropped, _ => false);

    /// <summary>Values computed from constants alone.</summary>
    public static HashSet<string> Statics(Graph graph)
    {
        HashSet<string> statics = [.. graph.Initializers.Keys];
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs.All(input => input.Length == 0 || statics.Contains(input)) && node.ImplicitInputs.All(statics.Contains))
                statics.UnionWith(node.Outputs);
        }

        return statics;
    }

    private static VanishedBranches Of(Graph graph, HashSet<string> statics, Func<string, bool> isDropped, Func<string, bool> isMissing)
    {
        var vanished = new VanishedBranches(graph, statics);
        foreach (var node in graph.Nodes)
        {
            if (vanished.Concerns(node, isDropped, isMissing) && !vanished.FollowHollow(node, isMissing, isDropped))
                vanished.Follow(node, isDropped);
        }

        if (graph.Outputs.FirstOrDefault(output => vanished.gone.Contains(output.Name)) is { } output)
            vanished.Obstacle ??= $"the network output '{output.Name}' would be gone";
        if (vanished.gone.Count > 0)
            vanished.FollowBack();
        return vanished;
    }

    /// <summary>Whether <paramref name="node"/> reads or makes something that is not all there; most do not, and this is asked for each, often.</summary>
    private bool Concerns(Node node, Func<string, bool> isDropped, Func<string, bool> isMissing)
    {
        foreach (var output in node.Outputs)
        {
            if (isDropped(output) || isMissing(output))
                return true;
        }

        return (gone.Count > 0 || hollow.Count > 0) && (Reads(node.Inputs) || Reads(node.ImplicitInputs));

        bool Reads(IReadOnlyList<string> inputs)
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                if (gone.Contains(inputs[i]) || hollow.Contains(inputs[i]))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Follows tensors that are merely empty; false when nothing about <paramref name="node"/> is.</summary>
    private bool FollowHollow(Node node, Func<string, bool> isMissing, Func<string, bool> isDropped)
    {
        if (node.Inputs.Concat(node.ImplicitInputs).Any(gone.Contains))
            return false;
        var outputs = node.Outputs.Where(output => output.Length > 0).ToArray();
        var missing = outputs.Where(isMissing).ToArray();
        var operand = node.Inputs.Concat(node.ImplicitInputs).FirstOrDefault(hollow.Contains);
        if (operand is null && (missing.Length == 0 || (missing.Length == outputs.Length && missing.All(isDropped))))
            return false;
        hollow.UnionWith(missing);
        if (operand is not null && missing.Length < outputs.Length && (node.OpType != "Concat" || node.Inputs.All(hollow.Contains)))
            Obstacle ??= $"'{operand}' would have no channel left, and {node} needs it";
        return true;
    }

    private void Follow(Node node, Func<string, bool> isEmpty)
    {
        var outputs = node.Outputs.Where(output => output.Length > 0).ToArray();
        var operands = node.Inputs.Index().Where(input => input.Item.Length > 0).ToArray();
        if (!operands.Any(input => gone.Contains(input.Item)) && !node.ImplicitInputs.Any(gone.Contains))
        {
            var empty = outputs.Count(isEmpty);
            if (empty > 0 && empty < outputs.Length)
                Obstacle ??= $"{node} would lose some of its outputs";
            else if (empty > 0)
                gone.UnionWith(outputs);
            return;
        }

        var followed = OperatorRules.For(node) is not null && node.ImplicitInputs.Count == 0;
        if (followed && operands.All(input => gone.Contains(input.Item) || statics.Contains(input.Item)))
            gone.UnionWith(outputs);
        else if (followed && node.OpType is "Add" or "Sum" && operands.Where(input => !gone.Contains(input.Item)).ToArray() is [var survivor])
            ends.Add((node, survivor.Index));
        else
            Obstacle ??= $"{node} needs what would be gone";
    }

    /// <summary>What only fed branches that are gone is gone too.</summary>
    private void FollowBack()
    {
        var survivors = ends.ToDictionary(end => end.Addition.Outputs[0], end => end.Addition.Inputs[end.Survivor]);
        var read = graph.Outputs.Select(output => output.Name).ToHashSet();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(gone.Contains))
                continue;
            if (!node.Outputs.Any(read.Contains) && node.Outputs.Any(output => graph.Consumers(output).Count > 0))
                gone.UnionWith(node.Outputs.Where(output => output.Length > 0));
            else if (survivors.TryGetValue(node.Outputs[0], out var survivor))
                read.Add(survivor);
            else
                read.UnionWith(node.Inputs.Concat(node.ImplicitInputs));
        }
    }
}
