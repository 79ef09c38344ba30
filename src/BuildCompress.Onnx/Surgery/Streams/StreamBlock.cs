namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>Channels of a stream that stand in exactly the same tensors, and so always together.</summary>
/// <param name="Members">For every branch, then every sum, then the first source, whether it has these channels.</param>
/// <param name="Positions">Rising.</param>
internal sealed record StreamBlock(bool[] Members, int[] Positions)
{
    /// <summary>The blocks of a stream, in the order of their memberships in a Gray code: each of the first two branches stands together.</summary>
    public static List<StreamBlock> Of(IReadOnlyList<StreamPoint> points)
    {
        HashSet<int>[] sets = [.. points.Select(p => p.Branch.ToHashSet()), .. points.Select(p => p.Sum.ToHashSet()), [.. points[0].Source]];
        return
        [
            .. sets.SelectMany(set => set).Distinct().Select(position => (Position: position, Members: Array.ConvertAll(sets, set => set.Contains(position))))
                .GroupBy(channel => GrayRank(channel.Members)).OrderBy(block => block.Key, StringComparer.Ordinal)
                .Select(block => new StreamBlock(block.First().Members, [.. block.Select(channel => channel.Position).Order()])),
        ];
    }

    /// <summary>Place of <paramref name="members"/>, read as a Gray code, in counting order.</summary>
    private static string GrayRank(bool[] members) => string.Create(members.Length, members, (rank, bits) =>
    {
        var parity = false;
        for (var i = 0; i < rank.Length; i++)
            rank[i] = (parity ^= bits[i]) ? '1' : '0';
    });
}
