using System.Runtime.InteropServices;
using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>
/// Orders the channels of residual streams so that what a branch adds stands together in the stream: then a Pad aligns it, which moves memory in
/// large pieces. All tensors of a stream follow one order; convolutions compute their outputs and read their inputs in it at no cost.
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
            var rank = Rank(Best(StreamBlock.Of(StreamPoint.Of(stream, selection))));
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

    /// <summary>Moves blocks to wherever alignments get cheaper, until no move helps or it has been tried long enough.</summary>
    private static List<StreamBlock> Best(List<StreamBlock> blocks)
    {
        var additions = (blocks[0].Members.Length - 1) / 2;
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

    /// <summary>Channels that the alignments of all additions have to move.</summary>
    private static int Cost(List<StreamBlock> blocks, int additions)
    {
        var cost = 0;
        for (var k = 0; k < additions; k++)
            cost += Cost(blocks, k, additions + k) + Cost(blocks, k == 0 ? 2 * additions : additions + k - 1, additions + k);
        return cost;
    }

    /// <summary>A slice or a pad copies its output once; a gather, which copies channel by channel, counts three times.</summary>
    private static int Cost(List<StreamBlock> blocks, int from, int to)
    {
        var (size, target, kept, runsInFrom, runsInTo, inFrom, inTo) = (0, 0, 0, 0, 0, false, false);
        foreach (var block in CollectionsMarshal.AsSpan(blocks))
        {
            var (isFrom, isTo, count) = (block.Members[from], block.Members[to], block.Positions.Length);
            if (isFrom)
            {
                size += count;
                runsInFrom += isTo && !inFrom ? 1 : 0;
                inFrom = isTo;
            }

            if (!isTo)
                continue;
            target += count;
            runsInTo += isFrom && !inTo ? 1 : 0;
            inTo = isFrom;
            kept += isFrom ? count : 0;
        }

        if (kept == 0)
            return 0;
        if (runsInTo > 1)
            return size + 1 + (3 * target);
        return (runsInFrom > 1 ? 3 * kept : kept < size ? kept : 0) + (kept < target ? target : 0);
    }

    private static Dictionary<int, int> Rank(List<StreamBlock> blocks) =>
        blocks.SelectMany(block => block.Positions).Index().ToDictionary(entry => entry.Item, entry => entry.Index);
}
