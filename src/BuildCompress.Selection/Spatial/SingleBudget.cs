namespace BuildCompress.Selection.Spatial;

/// <summary>The second stage of spatial pruning under one budget.</summary>
internal sealed class SingleBudget
{
    private const int Bisections = 18;

    /// <summary>Sets of shapes around the right price that are tried in the knapsack.</summary>
    private const int Candidates = 4;

    /// <summary>An answer this close to the bound is not searched any further.</summary>
    public const double GoodEnough = 0.002;

    private readonly IReadOnlyList<SpatialLayer> layers;
    private readonly ShapeSets?[] shapes;

    public SingleBudget(IReadOnlyList<SpatialLayer> layers)
    {
        this.layers = layers;
        shapes = [.. layers.Select(layer => layer.Shapes?.Count > layer.MaxShapes ? new ShapeSets(layer) : null)];
    }

    /// <summary>An answer: positions by layer and filter, the importance they keep, and what no answer within the limit exceeds.</summary>
    public sealed record Answer(IReadOnlyList<ulong[]> Kept, double Value, double UpperBound);

    /// <summary>Everything stays.</summary>
    public Answer Whole()
    {
        var kept = layers.Select(layer => layer.Filters.Select(f => f.Length == 64 ? ulong.MaxValue : (1UL << f.Length) - 1).ToArray()).ToArray();
        var value = layers.Sum(layer => layer.Filters.Sum(f => f.Sum()));
        return new(kept, value, value);
    }

    /// <summary>As little as possible stays: of each layer's smallest shapes the best for all its filters, or the best column of each.</summary>
    public Answer Smallest()
    {
        var smallest = layers.Select(layer => layer.Shapes?.GroupBy(shape => ulong.PopCount(shape)).MinBy(g => g.Key)!
            .MaxBy(shape => layer.Filters.Sum(f => KernelChoices.Sets(f, [shape], 1)[0].Value))).ToArray();
        var options = layers.Select((layer, l) => layer.Filters.Select(
            (_, f) => Options(l, f, 1, smallest[l] is { } shape ? [shape] : null)[0]).ToArray()).ToArray();
        return new([.. options.Select(layer => Array.ConvertAll(layer, o => o.Kept))], options.Sum(layer => layer.Sum(o => o.Value)), double.PositiveInfinity);
    }

    /// <summary>
    /// The best choice found when a position of layer l costs <c>costs[l]</c> and all together <paramref name="limit"/>; null when the smallest
    /// costs more.
    /// </summary>
    public Answer? Solve(long[] costs, long limit)
    {
        var all = Filters(costs, [.. layers.Select(layer => layer.Shapes)]);
        if (all.Sum(options => options.Min(o => o.Cost)) > limit)
            return null;
        if (shapes.All(sets => sets is null))
            return Knapsack(limit, all);
        var bound = ChoiceKnapsack.Bound(all, limit);
        Answer? best = null;
        IReadOnlyList<ulong>?[] bestShapes = [];
        var candidates = ShapesByPrice(costs, limit, ref bound);
        foreach (var candidate in candidates)
            Try(candidate);

        // The best set of one layer at one price may go with another's at another price.
        for (var l = 0; l < layers.Count && Worse(); l++)
        {
            foreach (var other in candidates.Select(c => c[l]!).DistinctBy(set => string.Join(',', set)))
            {
                if (shapes[l] is not null && !other.SequenceEqual(bestShapes[l]!))
                    Try([.. bestShapes.Select((set, i) => i == l ? other : set)]);
            }
        }

        return best! with { UpperBound = bound };

        bool Worse() => best!.Value < bound * (1 - GoodEnough);

        void Try(IReadOnlyList<ulong>?[] allowed)
        {
            if (Knapsack(limit, Filters(costs, allowed)) is { } found && found.Value > (best?.Value ?? double.NegativeInfinity))
                (best, bestShapes) = (found, allowed);
        }
    }

    /// <summary>
    /// Per candidate, the shapes of each layer: those best at prices around the one that meets the limit, the first of which can. Each price p
    /// bounds every answer by <c>p * limit + sum over layers of the best profit</c>.
    /// </summary>
    private List<IReadOnlyList<ulong>?[]> ShapesByPrice(long[] costs, long limit, ref double bound)
    {
        var (low, high) = (0.0, 0.0);
        var tried = new List<(double Price, IReadOnlyList<ulong>?[] Shapes)>();
        for (var step = 0; step < Bisections; step++)
        {
            var price = high == 0 ? (low == 0 ? FirstPrice(costs) : low * 4) : (low + high) / 2;
            var (allowed, profit, used) = At(price, costs);
            if (Array.TrueForAll(shapes, sets => sets is null or { IsExact: true }))
                bound = Math.Min(bound, profit + (price * limit));
            tried.Add((price, allowed));
            if (used <= limit)
                high = price;
            else
                low = price;
            if (step == Bisections - 1 && high == 0)
                step--; // The price is not high enough yet; it grows fourfold each time.
        }

        var right = high;
        return [.. tried.OrderBy(t => t.Price != right).ThenBy(t => Math.Abs(t.Price - right)).Take(Candidates).Select(t => t.Shapes)];
    }

    private double FirstPrice(long[] costs)
    {
        var (value, cost) = (layers.Sum(l => l.Filters.Sum(f => f.Sum())), layers.Zip(costs).Sum(l => (double)l.Second * l.First.Filters.Sum(f => f.Length)));
        return cost > 0 && value > 0 ? value / cost : 1e-12;
    }

    private (IReadOnlyList<ulong>?[] Allowed, double Profit, double Used) At(double price, long[] costs)
    {
        var allowed = new IReadOnlyList<ulong>?[layers.Count];
        var (profit, used) = (0.0, 0.0);
        for (var l = 0; l < allowed.Length; l++)
        {
            allowed[l] = shapes[l] is { } sets ? [.. sets.Best(price * costs[l]).Set.Select(s => sets.Shapes[s])] : layers[l].Shapes;
            for (var f = 0; f < layers[l].Filters.Count; f++)
            {
                var (best, cost) = (double.NegativeInfinity, 0L);
                foreach (var option in Options(l, f, costs[l], allowed[l]))
                {
                    if (option.Value - (price * option.Cost) > best)
                        (best, cost) = (option.Value - (price * option.Cost), option.Cost);
                }

                profit += best;
                used += cost;
            }
        }

        return (allowed, profit, used);
    }

    /// <summary>The options of all filters, layer by layer.</summary>
    private IReadOnlyList<ChoiceOption>[] Filters(long[] costs, IReadOnlyList<ulong>?[] allowed) =>
        [.. layers.SelectMany((layer, l) => layer.Filters.Select((_, f) => Options(l, f, costs[l], allowed[l])))];

    /// <summary>Null when the smallest options together exceed the limit.</summary>
    private Answer? Knapsack(long limit, IReadOnlyList<ChoiceOption>[] filters)
    {
        if (filters.Sum(options => options.Min(o => o.Cost)) > limit)
            return null;
        var result = ChoiceKnapsack.Solve(filters, limit);
        var (kept, at) = (new List<ulong[]>(), 0);
        foreach (var layer in layers)
            kept.Add([.. layer.Filters.Select(_ => filters[at][result.Chosen[at++]].Kept)]);
        return new Answer(kept, result.Value, result.UpperBound);
    }

    private IReadOnlyList<ChoiceOption> Options(int layer, int filter, long cost, IReadOnlyList<ulong>? allowed) => allowed is null
        ? KernelChoices.Columns(layers[layer].Filters[filter], cost) : KernelChoices.Sets(layers[layer].Filters[filter], allowed, cost);
}
