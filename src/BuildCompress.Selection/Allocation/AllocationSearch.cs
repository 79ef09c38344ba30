namespace BuildCompress.Selection.Allocation;

/// <summary>One run of <see cref="AllocationSolver"/>.</summary>
internal sealed class AllocationSearch
{
    /// <summary>A partial allocation must promise to beat the best known loss by this part of it: less is rounding.</summary>
    private const double Rounding = 1e-12;

    private readonly AllocationProblem problem;
    private readonly int mostKept;
    private readonly long[] limits;

    /// <summary>Undominated alternatives by place in the search order, and their indices in the problem.</summary>
    private readonly Alternative[][] items;
    private readonly int[][] indices;

    /// <summary>Index in the problem of the item at each place.</summary>
    private readonly int[] order;
    private readonly double[] prices;
    private readonly double dual;

    /// <summary>Of all items from a place on: least cost by budget, and least priced loss.</summary>
    private readonly long[][] leastCosts;
    private readonly double[] leastPriced;

    /// <summary>The alternative of least priced loss by place, and what those from a place on cost and lose together: the first completion to try.</summary>
    private readonly int[] cheapest;
    private readonly long[][] completionCosts;
    private readonly double[] completionLoss;
    private readonly List<PartialAllocations> levels = [];
    private int[]? best;
    private double bestLoss = double.PositiveInfinity;

    public AllocationSearch(AllocationProblem problem, int mostKept)
    {
        (this.problem, this.mostKept) = (problem, mostKept);
        limits = [.. problem.Budgets.Select(b => b.Limit)];
        // Items whose choice matters most first: they tell completions apart soonest.
        order = [.. Enumerable.Range(0, problem.Items.Count).OrderByDescending(i => problem.Items[i].Max(a => a.Loss) - problem.Items[i].Min(a => a.Loss))];
        indices = Array.ConvertAll(order, i => Undominated(problem.Items[i]));
        items = [.. order.Select((i, place) => Array.ConvertAll(indices[place], a => problem.Items[i][a]))];
        prices = BudgetPrices.Of(items, limits);
        dual = BudgetPrices.Bound(items, limits, prices);
        leastCosts = new long[items.Length + 1][];
        leastPriced = new double[items.Length + 1];
        cheapest = Array.ConvertAll(items, item => Enumerable.Range(0, item.Length).MinBy(a => BudgetPrices.Priced(item[a], prices)));
        completionCosts = new long[items.Length + 1][];
        completionLoss = new double[items.Length + 1];
        leastCosts[^1] = completionCosts[^1] = new long[limits.Length];
        for (var i = items.Length - 1; i >= 0; i--)
        {
            leastCosts[i] = [.. leastCosts[i + 1].Select((sum, k) => sum + items[i].Min(a => a.Costs[k]))];
            leastPriced[i] = leastPriced[i + 1] + BudgetPrices.Priced(items[i][cheapest[i]], prices);
            completionCosts[i] = [.. completionCosts[i + 1].Select((sum, k) => sum + items[i][cheapest[i]].Costs[k])];
            completionLoss[i] = completionLoss[i + 1] + items[i][cheapest[i]].Loss;
        }
    }

    /// <summary>The best allocation found; null when there is none within the budgets.</summary>
    public AllocationResult? Best { get; private set; }

    private double ToBeat => best is null ? double.PositiveInfinity : bestLoss - (Rounding * Math.Abs(bestLoss));

    public void Run(CancellationToken cancellation)
    {
        var start = new FeasibleStart(items, limits, prices);
        if (start.Find() is { } first)
            Improve(first);
        var dropped = double.PositiveInfinity;
        var before = new PartialAllocations(limits.Length);
        before.Add(new long[limits.Length], 0, dual, -1, -1);
        for (var i = 0; i < items.Length && before.Count > 0; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var after = Extended(before, i).Undominated();
            if (after.Count > mostKept)
            {
                int[] byBound = [.. Enumerable.Range(0, after.Count).OrderBy(s => after.Bound[s])];
                dropped = Math.Min(dropped, after.Bound[byBound[mostKept]]);
                after = after.Take(byBound.Take(mostKept).Order());
            }

            levels.Add(after);
            before = after;
        }

        if (items.Length == 0)
            Improve([]);
        if (best is null)
            return;
        var chosen = new int[items.Length];
        for (var place = 0; place < chosen.Length; place++)
            chosen[order[place]] = indices[place][best[place]];
        var loss = chosen.Select((a, i) => problem.Items[i][a].Loss).Sum();
        Best = new AllocationResult(
            chosen, loss, [.. limits.Select((_, k) => chosen.Select((a, i) => problem.Items[i][a].Costs[k]).Sum())],
            Math.Min(loss, Math.Max(dual, dropped)), prices);
    }

    /// <summary>Every partial allocation with every alternative of the next item that may lead to a better one.</summary>
    private PartialAllocations Extended(PartialAllocations before, int item)
    {
        var after = new PartialAllocations(limits.Length);
        Span<long> spent = new long[limits.Length];
        for (var s = 0; s < before.Count; s++)
        {
            for (var a = 0; a < items[item].Length; a++)
            {
                var alternative = items[item][a];
                var (fits, completes) = (true, true);
                var loss = before.Loss[s] + alternative.Loss;
                var bound = loss + leastPriced[item + 1];
                for (var k = 0; k < spent.Length; k++)
                {
                    spent[k] = before.Costs(s)[k] + alternative.Costs[k];
                    fits &= spent[k] + leastCosts[item + 1][k] <= limits[k];
                    completes &= spent[k] + completionCosts[item + 1][k] <= limits[k];
                    bound += prices[k] * (spent[k] - limits[k]);
                }

                if (completes && loss + completionLoss[item + 1] < bestLoss)
                    Improve([.. Path(item, s), a, .. cheapest[(item + 1)..]]);
                if (fits && bound < ToBeat)
                    after.Add(spent, loss, bound, s, a);
            }
        }

        return after;
    }

    /// <summary>The choices for the first <paramref name="length"/> items that led to a partial allocation.</summary>
    private int[] Path(int length, int state)
    {
        var path = new int[length];
        for (var i = length - 1; i >= 0; i--)
            (path[i], state) = (levels[i].Choice[state], levels[i].Parent[state]);
        return path;
    }

    private void Improve(int[] path)
    {
        var loss = path.Select((a, i) => items[i][a].Loss).Sum();
        if (loss < bestLoss)
            (best, bestLoss) = (path, loss);
    }

    /// <summary>Alternatives that no other beats in loss and every cost; of equals the first.</summary>
    private static int[] Undominated(IReadOnlyList<Alternative> item)
    {
        return [.. Enumerable.Range(0, item.Count).Where(a => !Enumerable.Range(0, item.Count).Any(b => b != a && Beats(item[b], item[a], b < a)))];

        static bool Beats(Alternative one, Alternative other, bool first)
        {
            var noWorse = one.Loss <= other.Loss && one.Costs.Zip(other.Costs).All(c => c.First <= c.Second);
            return noWorse && (first || one.Loss < other.Loss || one.Costs.Zip(other.Costs).Any(c => c.First < c.Second));
        }
    }
}
