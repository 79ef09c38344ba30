using System.Numerics;

namespace BuildCompress.Selection.Spatial;

/// <summary>
/// Chooses the few shapes that a layer may use: at a price per position, the set of at most M with the largest
/// <c>sum over filters of max over the set of (importance kept - price * positions)</c>. All sets are tried where that is quick; else shapes are
/// added one by one and exchanged while that helps.
/// </summary>
internal sealed class ShapeSets
{
    private const long MostTried = 20_000_000;

    private readonly double[][] values;
    private readonly int filters;
    private readonly int most;
    private readonly double[][] running;
    private readonly int[] current;
    private double[][] profits = [];
    private double best;
    private int[] bestSet = [];

    public ShapeSets(SpatialLayer layer)
    {
        Shapes = layer.Shapes!;
        filters = layer.Filters.Count;
        most = Math.Min(layer.MaxShapes, Shapes.Count);
        values = new double[Shapes.Count][];
        for (var s = 0; s < values.Length; s++)
            values[s] = new double[filters];
        for (var f = 0; f < filters; f++)
            foreach (var (s, option) in KernelChoices.Sets(layer.Filters[f], Shapes, 1).Index())
                values[s][f] = option.Value;
        running = [.. Enumerable.Range(0, most + 1).Select(_ => new double[filters])];
        current = new int[most];
        var sets = 1.0;
        for (var k = 1; k <= most; k++)
            sets *= (double)(Shapes.Count - k + 1) / k;
        IsExact = sets * filters <= MostTried;
    }

    /// <summary>All shapes of the layer.</summary>
    public IReadOnlyList<ulong> Shapes { get; }

    /// <summary>Whether all sets are tried.</summary>
    public bool IsExact { get; }

    /// <summary>The best set of shapes at <paramref name="price"/> per position, and its profit.</summary>
    public (int[] Set, double Profit) Best(double price)
    {
        profits = [.. values.Select((row, s) => Array.ConvertAll(row, value => value - price * BitOperations.PopCount(Shapes[s])))];
        (best, bestSet) = (double.NegativeInfinity, []);
        Array.Fill(running[0], double.NegativeInfinity);
        if (IsExact)
            Extend(0, 0);
        else
            Grow();
        return (bestSet, best);
    }

    private void Extend(int depth, int from)
    {
        var (before, after) = (running[depth], running[depth + 1]);
        for (var s = from; s < Shapes.Count; s++)
        {
            current[depth] = s;
            var sum = Join(before, profits[s], after);
            if (sum > best)
                (best, bestSet) = (sum, current[..(depth + 1)]);
            if (depth + 1 < most)
                Extend(depth + 1, s + 1);
        }
    }

    private void Grow()
    {
        for (var improved = true; improved;)
        {
            improved = bestSet.Length < most && TryReplace(bestSet);
            for (var left = 0; left < bestSet.Length; left++)
                improved |= TryReplace([.. bestSet.Where((_, i) => i != left)]);
        }
    }

    /// <summary>Adds the best shape to <paramref name="kept"/>; true when that beats the best set so far.</summary>
    private bool TryReplace(int[] kept)
    {
        var (others, joined) = (running[0], running[1]);
        Array.Fill(others, double.NegativeInfinity);
        foreach (var s in kept)
            Join(others, profits[s], others);
        var improved = false;
        for (var s = 0; s < Shapes.Count; s++)
        {
            var sum = Join(others, profits[s], joined);
            if (sum <= best + 1e-12 * Math.Abs(best))
                continue;
            (best, bestSet, improved) = (sum, [.. kept, s], true);
        }

        return improved;
    }

    private static double Join(double[] a, double[] b, double[] larger)
    {
        var sum = 0.0;
        for (var f = 0; f < a.Length; f++)
            sum += larger[f] = Math.Max(a[f], b[f]);
        return sum;
    }
}
