using BuildCompress.Selection.Spatial;

namespace BuildCompress.Pipeline.Planning;

/// <summary>Filters put together in blocks that keep the same positions, those side by side that would keep the same ones of themselves.</summary>
internal sealed class FilterBlocks
{
    private readonly int[][] order;

    private FilterBlocks(SpatialProblem problem, int[][] order) => (Problem, this.order) = (problem, order);

    /// <summary>The problem of which a filter is a block.</summary>
    public SpatialProblem Problem { get; }

    /// <summary>The blocks of a problem; null when all are of one filter.</summary>
    /// <param name="problem">Of single filters.</param>
    /// <param name="free">Its answer.</param>
    /// <param name="costs">Knows the size of a layer's blocks.</param>
    public static FilterBlocks? Of(SpatialProblem problem, IReadOnlyList<ulong[]> free, KernelCosts costs)
    {
        var sizes = problem.Layers.Select(layer => costs.BlockOf(layer.Filters.Count)).ToArray();
        if (sizes.All(size => size == 1))
            return null;
        var order = free.Select(kept => Enumerable.Range(0, kept.Length).OrderBy(f => ulong.PopCount(kept[f])).ThenBy(f => kept[f]).ToArray()).ToArray();
        var layers = problem.Layers.Select((layer, l) => layer with
        {
            Filters = [.. order[l].Chunk(sizes[l]).Select(block => Sum(layer, block))],
            PositionCosts = [.. layer.PositionCosts.Select(cost => cost * sizes[l])],
        });
        return new(problem with { Layers = [.. layers] }, order);
    }

    /// <summary>An answer to <see cref="Problem"/> as one to the problem of single filters.</summary>
    public SpatialResult Apart(SpatialResult blocks)
    {
        var kept = order.Select(filters => new ulong[filters.Length]).ToArray();
        for (var l = 0; l < kept.Length; l++)
        {
            var size = kept[l].Length / blocks.Kept[l].Length;
            for (var at = 0; at < kept[l].Length; at++)
                kept[l][order[l][at]] = blocks.Kept[l][at / size];
        }

        return blocks with { Kept = kept };
    }

    private static double[] Sum(SpatialLayer layer, int[] block)
    {
        var sum = new double[layer.Filters[block[0]].Length];
        foreach (var filter in block)
            for (var p = 0; p < sum.Length; p++)
                sum[p] += layer.Filters[filter][p];
        return sum;
    }
}
