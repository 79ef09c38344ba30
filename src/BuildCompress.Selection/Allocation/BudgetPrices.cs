namespace BuildCompress.Selection.Allocation;

/// <summary>
/// The Lagrangian dual: at prices p, no allocation within the budgets loses less than
/// <c>sum over items of min over alternatives of (loss + p cost) - p limit</c>, a concave function of p, which is maximised here. One price after the
/// other is found by golden section, those behind it always at their best.
/// </summary>
internal sealed class BudgetPrices
{
    private const int Sections = 32;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    private readonly Alternative[][] items;
    private readonly long[] limits;
    private readonly double[] highest;
    private readonly double[] prices;

    private BudgetPrices(Alternative[][] items, long[] limits)
    {
        (this.items, this.limits) = (items, limits);
        prices = new double[limits.Length];
        highest = [.. limits.Select((_, k) => Steepest(k))];
    }

    /// <summary>Prices, not negative, whose bound is about the highest.</summary>
    public static double[] Of(Alternative[][] items, long[] limits)
    {
        var search = new BudgetPrices(items, limits);
        search.Maximise(0);
        return search.prices;
    }

    /// <summary>The dual at <paramref name="prices"/>: a lower bound on the loss, whatever they are.</summary>
    public static double Bound(Alternative[][] items, long[] limits, double[] prices)
    {
        var bound = 0.0;
        foreach (var item in items)
        {
            var least = double.PositiveInfinity;
            foreach (var alternative in item)
                least = Math.Min(least, Priced(alternative, prices));
            bound += least;
        }

        for (var k = 0; k < limits.Length; k++)
            bound -= prices[k] * limits[k];
        return bound;
    }

    /// <summary>Loss and the price of its costs.</summary>
    public static double Priced(Alternative alternative, double[] prices)
    {
        var priced = alternative.Loss;
        for (var k = 0; k < prices.Length; k++)
            priced += prices[k] * alternative.Costs[k];
        return priced;
    }

    /// <summary>Sets the prices from <paramref name="k"/> on to the best beside those before; returns the bound.</summary>
    private double Maximise(int k)
    {
        if (k == prices.Length)
            return Bound(items, limits, prices);
        var (low, high) = (0.0, highest[k]);
        var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (atLeft, atRight) = (At(k, left), At(k, right));
        for (var section = 0; section < Sections; section++)
        {
            if (atLeft >= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = At(k, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = At(k, right);
            }
        }

        // A budget that does not bind has no price at all.
        var price = At(k, 0) >= Math.Max(atLeft, atRight) ? 0 : atLeft >= atRight ? left : right;
        return At(k, price);
    }

    private double At(int k, double price)
    {
        prices[k] = price;
        return Maximise(k + 1);
    }

    /// <summary>A price at which every item takes what costs least: some multiple of the most loss that a unit saves anywhere.</summary>
    private double Steepest(int k)
    {
        var steepest = 0.0;
        foreach (var item in items)
        {
            foreach (var (cheap, dear) in item.SelectMany(cheap => item.Select(dear => (cheap, dear))))
            {
                if (dear.Costs[k] > cheap.Costs[k])
                    steepest = Math.Max(steepest, (cheap.Loss - dear.Loss) / (dear.Costs[k] - cheap.Costs[k]));
            }
        }

        return steepest * limits.Length * 2;
    }
}
