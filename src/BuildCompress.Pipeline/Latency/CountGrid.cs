using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// The channel counts at which a kind of layers is measured: first the corners and the runtime's usual block, then what lies just beyond it, finer where the fit
/// to those misses.
/// Counts are multiples of 4 where there is a choice: no runtime block is smaller, and counts between, which leave the runtime's fast paths, are never chosen.
/// </summary>
internal static class CountGrid
{
    /// <summary>Rounds of refinement, the first one included.</summary>
    public const int Levels = 3;

    private const int Step = 4;

    /// <summary>Whether samples stand for a count of a group of <paramref name="size"/> channels: all, none, or a multiple of 4.</summary>
    public static bool IsOn(int count, int size) => count == size || count % Step == 0;

    /// <summary>Pairs of counts for a kind, at a level of 0 to <see cref="Levels"/> - 1.</summary>
    public static IReadOnlyList<(int Inputs, int Outputs)> Pairs(LayerKind kind, IReadOnlyList<WeightCoupling> weights, CouplingMap coupling, int level)
    {
        var outputs = Axis([.. weights.Select(w => w.Output)], coupling, level, kind.ConvGroups);
        if (kind.IsDepthwise)
            return [.. outputs.Select(count => (count, count))];
        var inputs = Axis([.. weights.Select(w => w.Input)], coupling, level, kind.ConvGroups);
        return [.. inputs.SelectMany(i => outputs.Select(o => (i, o)))];
    }

    private static IEnumerable<int> Axis(IReadOnlyList<IReadOnlyList<ChannelRef>> axes, CouplingMap coupling, int level, int groups)
    {
        var counts = new SortedSet<int>();
        foreach (var axis in axes)
        {
            counts.Add(axis.Count);
            // Channels that no selection drops stay as they are; of a grouped convolution, whole groups of outputs would have to.
            if (groups > 1 || !axis.Any(c => c.Group >= 0 && coupling.Groups[c.Group].Prunable))
                continue;
            var step = Math.Max(Step, StepOf(axis, coupling));
            int[] wished = level switch
            {
                0 => [step, 16, axis.Count / 2],
                1 => [step, 8, 12, 16, 20, axis.Count / 4, axis.Count / 2, axis.Count * 3 / 4],
                _ => [step, 8, 12, 16, 20, 24, 32, 48, 64, 96, axis.Count / 4, axis.Count * 3 / 8, axis.Count / 2, axis.Count * 5 / 8, axis.Count * 3 / 4, axis.Count * 7 / 8],
            };
            counts.UnionWith(wished.Select(c => (c + step - 1) / step * step).Where(c => c < axis.Count));
        }

        return counts;
    }

    /// <summary>Elements of the axis that go together with one channel: more than 1 after a Flatten.</summary>
    private static int StepOf(IReadOnlyList<ChannelRef> axis, CouplingMap coupling) =>
        (int)(axis.Where(c => c.Group >= 0).GroupBy(c => c.Group).Select(g => g.Count() / coupling.Groups[g.Key].Size).DefaultIfEmpty(1).Max());
}
