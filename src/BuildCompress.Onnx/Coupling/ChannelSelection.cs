namespace BuildCompress.Onnx.Coupling;

/// <summary>Which channels stay: <c>Kept[group][channel]</c>, one row per group of the <see cref="CouplingMap"/>.</summary>
public sealed record ChannelSelection(IReadOnlyList<bool[]> Kept)
{
    /// <summary>Everything stays.</summary>
    public static ChannelSelection All(CouplingMap coupling) =>
        new([.. coupling.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray())]);

    /// <summary>Whether <paramref name="channel"/> stays; channels of no group always do.</summary>
    public bool Keeps(ChannelRef channel) => channel.Group < 0 || Kept[channel.Group][channel.Index];

    /// <summary>
    /// Rank of every channel in the tensors of a cut network, for groups in which it is not the channel's number; such groups never share an axis
    /// with others. Groups without a rank keep their order.
    /// </summary>
    internal IReadOnlyList<int[]?> Order { get; init; } = [];

    /// <summary>The channels of a group that stay, in the order in which they will stand.</summary>
    internal int[] KeptOf(int group) => Positions([.. Enumerable.Range(0, Kept[group].Length).Select(i => new ChannelRef(group, i))]);

    /// <summary>Where on an axis that holds <paramref name="channels"/> those stand that stay, in the order in which they will stand.</summary>
    internal int[] Positions(IReadOnlyList<ChannelRef> channels)
    {
        var kept = Enumerable.Range(0, channels.Count).Where(i => Keeps(channels[i]));
        return RankOf(channels) is { } rank ? [.. kept.OrderBy(i => rank[channels[i].Index])] : [.. kept];
    }

    /// <summary>Whether an axis that holds <paramref name="channels"/> stays as it is.</summary>
    internal bool Spares(IReadOnlyList<ChannelRef> channels) =>
        channels.All(Keeps) && (RankOf(channels) is null || Positions(channels).Index().All(entry => entry.Index == entry.Item));

    private int[]? RankOf(IReadOnlyList<ChannelRef> channels) =>
        channels.Count > 0 && !channels[0].IsNone && Order.Count > 0 ? Order[channels[0].Group] : null;
}
