using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Coupling.Residuals;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Refuses selections that leave no valid network.</summary>
internal static class SelectionCheck
{
    /// <summary>What vanishes with the selection.</summary>
    /// <exception cref="ArgumentException">
    /// A row has the wrong length, a fixed channel is dropped, a sum keeps other channels than its operands make or a tensor that is needed loses everything.
    /// </exception>
    public static VanishedBranches Demand(Graph graph, CouplingMap coupling, ChannelSelection selection)
    {
        if (selection.Kept.Count != coupling.Groups.Count)
            throw new ArgumentException($"The selection has {selection.Kept.Count} rows for {coupling.Groups.Count} groups.", nameof(selection));
        foreach (var group in coupling.Groups)
        {
            var kept = selection.Kept[group.Id];
            if (kept.Length != group.Size)
                throw new ArgumentException($"Group '{group.Name}' has {group.Size} channels, its row {kept.Length}.", nameof(selection));
            if (!group.Prunable && kept.Contains(false))
                throw new ArgumentException($"Group '{group.Name}' must stay: {group.WhyNot}.", nameof(selection));
        }

        var vanished = VanishedBranches.Of(graph, coupling, selection);
        foreach (var addition in coupling.Streams.SelectMany(stream => stream.Additions))
        {
            if (vanished.Ends.Any(end => ReferenceEquals(end.Addition, addition.Node) && end.Survivor == addition.BranchInput))
                throw new ArgumentException($"The shortcut that {addition.Node} adds to would be gone.", nameof(selection));
            Demand(addition, selection, vanished.Gone.Contains(addition.BranchValue));
        }

        foreach (var (value, layout) in coupling.Channels)
        {
            if (!layout.Channels.Any(selection.Keeps) && !vanished.Gone.Contains(value) && !vanished.Hollow.Contains(value))
                throw new ArgumentException($"'{value}' would have no channel left.", nameof(selection));
        }

        if (vanished.Obstacle is { } obstacle)
            throw new ArgumentException($"The selection leaves nothing to compute with: {obstacle}.", nameof(selection));
        return vanished;
    }

    /// <summary>The residual rule; what a branch that is <paramref name="gone"/> would have brought may be zero, but not all of the sum.</summary>
    private static void Demand(ResidualAddition addition, ChannelSelection selection, bool gone)
    {
        var comesThrough = false;
        var (sum, branch) = (selection.Kept[addition.Sum], selection.Kept[addition.Branch]);
        var source = addition.Source is { } group ? selection.Kept[group] : sum;
        for (var j = 0; j < sum.Length; j++)
        {
            var i = j - addition.Offset;
            var isBrought = i >= 0 && i < source.Length && source[i];
            comesThrough |= isBrought && sum[j];
            if (branch[j] ? !sum[j] : sum[j] && !isBrought)
                throw new ArgumentException($"Channel {j} of {addition.Node} is kept by its branch alone, or by the sum alone.", nameof(selection));
        }

        if (gone && !comesThrough)
            throw new ArgumentException($"Nothing is left that {addition.Node} could add.", nameof(selection));
    }
}
