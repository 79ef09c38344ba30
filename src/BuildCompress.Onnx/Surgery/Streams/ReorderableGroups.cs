using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>Groups whose channels may stand in any order, because whatever they pass through treats channels alike.</summary>
internal static class ReorderableGroups
{
    /// <summary>Per group: it is prunable and stands in every tensor and constant whole, alone, in order and not regrouped by a convolution.</summary>
    public static bool[] Of(CouplingMap coupling)
    {
        bool[] free = [.. coupling.Groups.Select(group => group.Prunable)];
        var padded = coupling.Streams.SelectMany(s => s.Additions).Where(a => a.IsPadded)
            .Select(a => a.Node.Inputs[1 - a.BranchInput]).ToHashSet();
        foreach (var (value, layout) in coupling.Channels)
        {
            if (!padded.Contains(value)) // The alignment replaces the Pad of a shortcut.
                Check(layout.Channels, layout.Axes.Count == 1);
        }

        foreach (var use in coupling.Parameters)
        {
            foreach (var axis in use.Axes)
                Check(axis.Channels, use.ConvGroups == 1);
        }

        return free;

        void Check(IReadOnlyList<ChannelRef> channels, bool isPlain)
        {
            if (isPlain && IsWhole(channels, coupling))
                return;
            foreach (var channel in channels)
            {
                if (!channel.IsNone)
                    free[channel.Group] = false;
            }
        }
    }

    /// <summary>Whether these are the channels of one group in order, each as often as the others (once per position behind a Flatten).</summary>
    private static bool IsWhole(IReadOnlyList<ChannelRef> channels, CouplingMap coupling)
    {
        if (channels.Count == 0 || channels[0].IsNone || channels.Count % coupling.Groups[channels[0].Group].Size != 0)
            return false;
        var times = channels.Count / coupling.Groups[channels[0].Group].Size;
        for (var i = 0; i < channels.Count; i++)
        {
            if (channels[i] != new ChannelRef(channels[0].Group, i / times))
                return false;
        }

        return true;
    }
}
