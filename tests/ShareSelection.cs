using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests;

/// <summary>Selections that keep a given share of every group: drawn at random, or the channels whose weights are largest.</summary>
internal static class ShareSelection
{
    /// <summary>The same for the same seed.</summary>
    public static ChannelSelection AtRandom(CouplingMap coupling, double share, int seed)
    {
        var random = new Random(seed);
        return Keep(coupling, share, _ => random.NextDouble());
    }

    /// <summary>Ranks a channel by the sum of absolute weights over everything that makes it.</summary>
    public static ChannelSelection ByImportance(Graph graph, CouplingMap coupling, double share)
    {
        var importance = coupling.Groups.Select(g => new double[g.Size]).ToArray();
        foreach (var weight in coupling.Weights.Where(w => graph.Constant(w.Weight)?.Element == ElementType.Float32))
        {
            var tensor = graph.Constant(weight.Weight)!;
            var values = tensor.AsSpan<float>();
            var inner = (int)tensor.Dims.Skip(weight.OutputAxis + 1).Aggregate(1L, (a, b) => a * b);
            var size = (int)tensor.Dims[weight.OutputAxis];
            for (var i = 0; i < values.Length; i++)
            {
                var channel = weight.Output[i / inner % size];
                if (!channel.IsNone)
                    importance[channel.Group][channel.Index] += Math.Abs(values[i]);
            }
        }

        return Keep(coupling, share, channel => importance[channel.Group][channel.Index]);
    }

    private static ChannelSelection Keep(CouplingMap coupling, double share, Func<ChannelRef, double> rank) => StreamSums.Fit(coupling, new([.. coupling.Groups.Select(group =>
    {
        var count = group.Prunable ? Math.Max(1, (int)Math.Round(share * group.Size)) : group.Size;
        var kept = Enumerable.Range(0, group.Size).OrderByDescending(i => rank(new ChannelRef(group.Id, i))).Take(count).ToHashSet();
        return Enumerable.Range(0, group.Size).Select(kept.Contains).ToArray();
    })]));
}
