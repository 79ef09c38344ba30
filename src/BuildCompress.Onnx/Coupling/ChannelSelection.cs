namespace BuildCompress.Onnx.Coupling;

/// <summary>Which channels stay: <c>Kept[group][channel]</c>, one row per group of the <see cref="CouplingMap"/>.</summary>
public sealed record ChannelSelection(IReadOnlyList<bool[]> Kept)
{
    /// <summary>Everything stays.</summary>
    public static ChannelSelection All(CouplingMap coupling) =>
        new([.. coupling.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray())]);

    /// <summary>Whether <paramref name="channel"/> stays; channels of no group always do.</summary>
    public bool Keeps(ChannelRef channel) => channel.Group < 0 || Kept[channel.Group][channel.Index];
}
