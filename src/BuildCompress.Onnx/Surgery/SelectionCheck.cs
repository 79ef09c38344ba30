using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Refuses selections that leave no valid network.</summary>
internal static class SelectionCheck
{
    /// <summary>What vanishes with the selection.</summary>
    /// <exception cref="ArgumentException">
    /// A row has the wrong length, a fixed channel is dropped or a tensor that is needed loses everything.
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
        foreach (var (value, layout) in coupling.Channels)
        {
            if (!layout.Channels.Any(selection.Keeps) && !vanished.Gone.Contains(value) && !vanished.Hollow.Contains(value))
                throw new ArgumentException($"'{value}' would have no channel left.", nameof(selection));
        }

        if (vanished.Obstacle is { } obstacle)
            throw new ArgumentException($"The selection leaves nothing to compute with: {obstacle}.", nameof(selection));
        return vanished;
    }
}
