using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// Finds the groups inside residual branches that may lose every channel: without them the branch is gone and the addition behind it goes on
/// with its other operand. So a selection can choose the depth of a network as well as its widths.
/// </summary>
public static class VanishingBranches
{
    /// <summary>
    /// Drops the channels that do nothing any more: those of groups all of whose tensors lie in branches that are gone, because another group of
    /// the branch is empty. The network computes the same with and without them.
    /// </summary>
    /// <exception cref="ArgumentException">The network cannot do without the groups that <paramref name="selection"/> empties.</exception>
    public static ChannelSelection DropInactive(Graph graph, CouplingMap coupling, ChannelSelection selection)
    {
        var vanished = VanishedBranches.Of(graph, coupling, selection);
        if (vanished.Obstacle is { } obstacle)
            throw new ArgumentException($"The selection cannot be cut: {obstacle}.", nameof(selection));
        if (vanished.Gone.Count == 0)
            return selection;
        var alive = Tensors(coupling).Select(tensors => !tensors.All(vanished.Gone.Contains)).ToArray();
        return new([.. coupling.Groups.Select(g => g.Prunable && !alive[g.Id] ? new bool[g.Size] : selection.Kept[g.Id])]);
    }

    /// <summary>
    /// The map with <see cref="ChannelGroup.MayVanish"/> known. Such a group stands in no tensor outside of the branches that vanish with it, and the
    /// network can do without it alone and without all such groups at once.
    /// </summary>
    internal static CouplingMap Mark(Graph graph, InferredTypes types, CouplingMap coupling)
    {
        var tensors = Tensors(coupling);
        var groups = coupling.Groups.ToArray();
        var inTensor = coupling.Channels.ToDictionary(c => c.Key, c => c.Value.Channels.Select(channel => channel.Group).Distinct().ToArray());
        var carried = coupling.Streams.SelectMany(stream => stream.Points).ToHashSet();
        var branches = coupling.Streams.SelectMany(stream => stream.Additions).ToDictionary(addition => addition.SumValue, addition => addition.BranchInput);
        var statics = VanishedBranches.Statics(graph);
        int[] alone = [.. coupling.Groups.Where(g => g.Prunable && !carried.Contains(g.Id) && IsDispensable(g.Id)).Select(g => g.Id)];
        Mark(alone);
        if (Without(IsMarked) is null)
        {
            // Some of them need one another: as many as go together, in order.
            Mark(alone, mayVanish: false);
            foreach (var id in alone)
            {
                Mark([id]);
                if (Without(IsMarked) is null)
                    Mark([id], mayVanish: false);
            }
        }

        return coupling with { Groups = groups };

        void Mark(int[] ids, bool mayVanish = true)
        {
            foreach (var id in ids)
                groups[id] = groups[id] with { MayVanish = mayVanish };
        }

        bool IsMarked(int id) => id >= 0 && groups[id].MayVanish;

        bool IsDispensable(int group) => Without(id => id == group) is { } vanished && tensors[group].All(vanished.Gone.Contains);

        VanishedBranches? Without(Predicate<int> isDropped)
        {
            var vanished = VanishedBranches.Of(graph, statics, value => inTensor.TryGetValue(value, out var ids) && Array.TrueForAll(ids, isDropped));
            return vanished.Obstacle is null && vanished.Ends.All(end => KeepsShape(end) && KeepsShortcut(end)) ? vanished : null;
        }

        // A residual stream goes on without a branch, not without what the branch is added to.
        bool KeepsShortcut((Node Addition, int Survivor) end) =>
            !branches.TryGetValue(end.Addition.Outputs[0], out var branch) || end.Survivor != branch;

        bool KeepsShape((Node Addition, int Survivor) end) =>
            types[end.Addition.Outputs[0]]?.Shape is { } sum && types[end.Addition.Inputs[end.Survivor]]?.Shape is { } rest
            && sum.SequenceEqual(rest) && !sum.Contains(Dimension.Unknown);
    }

    /// <summary>The tensors in which channels of each group stand.</summary>
    private static List<string>[] Tensors(CouplingMap coupling)
    {
        List<string>[] tensors = [.. coupling.Groups.Select(_ => new List<string>())];
        foreach (var (value, layout) in coupling.Channels)
        {
            foreach (var group in layout.Channels.Where(c => !c.IsNone).Select(c => c.Group).Distinct())
                tensors[group].Add(value);
        }

        return tensors;
    }
}
