namespace BuildCompress.Onnx.Coupling;

/// <summary>Counts the elements of constants that one channel carries along: biases, normalisations, slopes.</summary>
internal sealed class VectorCounts
{
    private readonly long[] counts;
    private readonly int[] starts;
    private readonly int[] seenBy;
    private readonly Dictionary<string, List<ChannelRef[]>> counted = [];
    private int uses;

    /// <param name="sizes">Channels of every group.</param>
    public VectorCounts(IReadOnlyList<int> sizes)
    {
        counts = new long[sizes.Count];
        starts = new int[sizes.Count + 1];
        for (var group = 0; group < sizes.Count; group++)
            starts[group + 1] = starts[group] + sizes[group];
        seenBy = new int[starts[^1]];
    }

    /// <summary>Elements per channel, by group.</summary>
    public IReadOnlyList<long> PerChannel => counts;

    /// <summary>Counts a constant of <paramref name="elements"/> elements along <paramref name="channels"/>; once, however often it is read along the same.</summary>
    public void Add(string constant, long elements, ChannelRef[] channels)
    {
        if (!counted.TryGetValue(constant, out var before))
            counted[constant] = before = [];
        if (before.Exists(other => other.AsSpan().SequenceEqual(channels)))
            return;
        before.Add(channels);

        uses++;
        var (places, distinct) = (new int[counts.Length], new int[counts.Length]);
        foreach (var channel in channels)
        {
            if (channel.IsNone)
                continue;
            places[channel.Group]++;
            ref var seen = ref seenBy[starts[channel.Group] + channel.Index];
            distinct[channel.Group] += seen == uses ? 0 : 1;
            seen = uses;
        }

        for (var group = 0; group < counts.Length; group++)
        {
            if (distinct[group] > 0)
                counts[group] += elements / channels.Length * (places[group] / distinct[group]);
        }
    }
}
