using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>
/// Orders the channels of residual streams so that what a branch adds stands together in the stream: then a Pad aligns it, which moves memory in
/// large pieces. All tensors of a stream follow one order; convolutions compute their outputs and read their inputs in it at no cost. Channels in
/// exactly the same tensors form one block; blocks start in the order of a Gray code, under which any two of the sets are contiguous, and are
/// then moved as long as that saves work.
/// </summary>
internal static class StreamOrder
{
    private const int Work = 4_000_000;

    /// <summary>The selection with an order for every stream whose tensors may be reordered freely.</summary>
    public static ChannelSelection Arrange(CouplingMap coupling, ChannelSelection selection)
    {
        if (coupling.Streams.Count == 0)
            return selection;
        var free = ReorderableGroups.Of(coupling);
        var order = new int[]?[coupling.Groups.Count];
        foreach (var stream in coupling.Streams)
        {
            if (!stream.Groups.All(group => free[group]) || !stream.Groups.Any(group => selection.Kept[group].Contains(false)))
                continue;
            var rank = Rank(Best(Blocks(StreamPoint.Of(stream, selection))));
            var shift = stream.Additions.Sum(a => a.Offset);
            if (stream.Additions[0].Source is { } source)
                order[source] = Ranks(source, shift);
            foreach (var addition in stream.Additions)
            {
                shift -= addition.Offset;
                order[addition.Sum] = Ranks(addition.Sum, shift);
                order[addition.Branch] = Ranks(addition.Branch, shift);
            }

            int[] Ranks(int group, int offset) =>
                [.. Enumerable.Range(offset, coupling.Groups[group].Size).Select(position => rank.GetValueOrDefault(position, int.MaxValue))];
        }

        return selection with { Order = order };
    }

    private static List<Block> Blocks(IReadOnlyList<StreamPoint> points)
    {
        var sets = points.Select(p => p.Branch).Concat(points.Select(p => p.Sum)).Append(points[0].Source).Select(set => set.ToHashSet()).ToArray();
        return [.. sets.SelectMany(set => set).Distinct().GroupBy(position => string.Concat(sets.Select(set => set.Contains(position) ? '1' : '0')))
            .Select(block => new Block(block.Key, [.. block.Order()])).OrderBy(block => block.GrayRank, StringComparer.Ordinal)];
    }

    private static List<Block> Best(List<Block> blocks)
    {
        var additions = (blocks[0].Membership.Length - 1) / 2;
        var evaluations = Work / (blocks.Count * additions * 2);
        var cost = Cost(blocks, additions);
        for (var improved = true; improved && cost > 0;)
        {
            improved = false;
            for (var from = 0; from < blocks.Count; from++)
            {
                for (var to = 0; to < blocks.Count; to++)
                {
                    if (from == to)
                        continue;
                    if (--evaluations < 0)
                        return blocks;
                    Move(from, to);
                    var moved = Cost(blocks, additions);
                    if (moved < cost)
                        (cost, improved) = (moved, true);
                    else
                        Move(to, from);
                }
            }
        }

        return blocks;

        void Move(int from, int to)
        {
            var block = blocks[from];
            blocks.RemoveAt(from);
            blocks.Insert(to, block);
        }
    }

    /// <summary>Channels that alignments in this order have to move.</summary>
    private static int Cost(List<Block> blocks, int additions)
    {
        var cost = 0;
        for (var k = 0; k < additions; k++)
        {
            cost += Cost(blocks, k, additions + k);
            cost += Cost(blocks, k == 0 ? 2 * additions : additions + k - 1, additions + k);
        }

        return cost;
    }

    /// <summary>A slice or a pad copies its output once; a gather, which copies channel by channel, counts three times.</summary>
    private static int Cost(List<Block> blocks, int from, int to)
    {
        var (size, target, kept, runsInFrom, runsInTo, inFrom, inTo) = (0, 0, 0, 0, 0, false, false);
        foreach (var block in blocks)
        {
            var (isFrom, isTo) = (block.Membership[from] == '1', block.Membership[to] == '1');
            size += isFrom ? block.Positions.Length : 0;
            target += isTo ? block.Positions.Length : 0;
            kept += isFrom && isTo ? block.Positions.Length : 0;
            if (isFrom)
                (runsInFrom, inFrom) = (runsInFrom + (isTo && !inFrom ? 1 : 0), isTo);
            if (isTo)
                (runsInTo, inTo) = (runsInTo + (isFrom && !inTo ? 1 : 0), isFrom);
        }

        var pad = kept < target ? target : 0;
        var take = kept == size ? 0 : kept;
        return kept == 0 ? 0 : runsInTo > 1 ? size + 1 + (3 * target) : runsInFrom > 1 ? (3 * kept) + pad : take + pad;
    }

    private static Dictionary<int, int> Rank(List<Block> blocks) =>
        blocks.SelectMany(block => block.Positions).Index().ToDictionary(entry => entry.Item, entry => entry.Index);

    /// <summary>Channels with the same <paramref name="Membership"/>: for every branch, then every sum, then the first source, whether it has them.</summary>
    private sealed record Block(string Membership, int[] Positions)
    {
        /// <summary>Place of the membership, read as a Gray code, in counting order.</summary>
        public string GrayRank
        {
            get
            {
                var (rank, parity) = (new char[Membership.Length], false);
                for (var i = 0; i < rank.Length; i++)
                {
                    parity ^= Membership[i] == '1';
                    rank[i] = parity ? '1' : '0';
                }

                return new(rank);
            }
        }
    }
}
