using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Pipeline.Planning;

/// <summary>How often one axis of a weight holds each channel of each group, and how many of its elements belong to no group.</summary>
/// <param name="TimesPerChannel">Elements per channel, by group; more than 1 after a Flatten, where a channel owns several columns.</param>
/// <param name="Constant">Elements that no selection removes.</param>
internal sealed record Footprint(IReadOnlyList<(int Group, long Times)> TimesPerChannel, long Constant)
{
    /// <summary>Counts <paramref name="axis"/>; all channels of a group stand there equally often, by the definition of a group.</summary>
    public static Footprint Of(IReadOnlyList<ChannelRef> axis, IReadOnlyList<ChannelGroup> groups)
    {
        var elements = new SortedDictionary<int, long>();
        long constant = 0;
        foreach (var channel in axis)
        {
            if (channel.Group < 0)
                constant++;
            else
                elements[channel.Group] = elements.GetValueOrDefault(channel.Group) + 1;
        }

        return new([.. elements.Select(e => (e.Key, e.Value / groups[e.Key].Size))], constant);
    }
}
