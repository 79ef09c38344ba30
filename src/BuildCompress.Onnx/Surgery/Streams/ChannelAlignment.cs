namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>
/// How a tensor gets the channels of another in the cheapest exact way: what both have is sliced out and padded with zero channels where it stands
/// together; else it is gathered, missing channels from one zero channel put behind.
/// </summary>
/// <param name="Start">First channel that is sliced out.</param>
/// <param name="Count">How many channels the slice or the gather before the padding takes; all of the tensor's when there is neither.</param>
/// <param name="Before">Zero channels put before.</param>
/// <param name="After">Zero channels put after.</param>
/// <param name="Indices">Channels to gather; null when a slice does.</param>
/// <param name="GathersZeros">Whether the gather comes last and picks missing channels from the padding.</param>
internal sealed record ChannelAlignment(int Start, int Count, int Before, int After, int[]? Indices, bool GathersZeros)
{
    /// <summary>From channels in one order to channels in another; null when they have none in common.</summary>
    public static ChannelAlignment? Between(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        Span<int> indices = to.Length <= 256 ? stackalloc int[to.Length] : new int[to.Length];
        var (first, last, count, together) = (-1, -1, 0, true);
        for (int k = 0, next = 0; k < to.Length; k++)
        {
            indices[k] = next < from.Length && from[next] == to[k] ? next : from.IndexOf(to[k]);
            if (indices[k] < 0)
                continue;
            next = indices[k] + 1;
            together &= last < 0 || indices[k] == indices[last] + 1;
            first = first < 0 ? k : first;
            last = k;
            count++;
        }

        if (count == 0)
            return null;
        if (last - first + 1 == count)
            return new(indices[first], count, first, to.Length - 1 - last, together ? null : indices.Slice(first, count).ToArray(), false);
        foreach (ref var index in indices)
            index = index < 0 ? from.Length : index;
        return new(0, from.Length, 0, 1, indices.ToArray(), true);
    }

    /// <summary>Whether a tensor of <paramref name="channels"/> channels is sliced.</summary>
    public bool Slices(int channels) => Indices is null && Count < channels;

    public bool Pads => Before + After > 0;
}
