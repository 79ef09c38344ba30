using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What may be dropped of each channel group.</summary>
internal static class SelectionGroups
{
    /// <summary>
    /// Prunable groups keep at least one channel (none where blocks may be dropped and the network can do without the group) and a multiple of
    /// the granularity; all others stay whole.
    /// </summary>
    public static IReadOnlyList<SelectionGroup> Of(CouplingMap coupling, PruneSettings settings) =>
        [.. coupling.Groups.Select(g => g.Prunable
            ? new SelectionGroup(g.Name, g.Size, settings.DropBlocks && g.MayVanish ? 0 : 1, Math.Min(settings.Granularity, g.Size))
            : SelectionGroup.Fixed(g.Name, g.Size))];
}
