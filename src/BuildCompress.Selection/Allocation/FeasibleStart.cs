namespace BuildCompress.Selection.Allocation;

/// <summary>
/// A good allocation to start from: what is best at the prices, brought within the budgets by the changes that lose least for what they save, and then
/// improved by whatever single changes fit.
/// </summary>
internal sealed class FeasibleStart(Alternative[][] items, long[] limits, double[] prices)
{
    private readonly long[] spent = new long[limits.Length];
    private readonly int[] chosen = new int[items.Length];

    /// <summary>Index by item; null when the budgets were not met on this way.</summary>
    public int[]? Find()
    {
        for (var i = 0; i < items.Length; i++)
        {
            for (var a = 1; a < items[i].Length; a++)
            {
                if (BudgetPrices.Priced(items[i][a], prices) < BudgetPrices.Priced(items[i][chosen[i]], prices))
                    chosen[i] = a;
            }

            for (var k = 0; k < limits.Length; k++)
                spent[k] += items[i][chosen[i]].Costs[k];
        }

        while (Excess(null) > 0)
        {
            if (!Change((loss, saved) => saved > 0 ? -Math.Max(loss, 0) / saved : double.NegativeInfinity))
                return null;
        }

        while (Change((loss, _) => loss < 0 ? -loss : double.NegativeInfinity, fitting: true))
        {
        }

        return chosen;
    }

    /// <summary>Makes the change of one item that <paramref name="worth"/>, of loss added and excess saved, ranks highest; false when none is above minus infinity.</summary>
    private bool Change(Func<double, double, double> worth, bool fitting = false)
    {
        var (item, alternative, most) = (-1, -1, double.NegativeInfinity);
        var now = Excess(null);
        for (var i = 0; i < items.Length; i++)
        {
            for (var a = 0; a < items[i].Length; a++)
            {
                var excess = Excess((i, a));
                if (fitting && excess > 0)
                    continue;
                var value = worth(items[i][a].Loss - items[i][chosen[i]].Loss, now - excess);
                if (value > most)
                    (item, alternative, most) = (i, a, value);
            }
        }

        if (item < 0)
            return false;
        for (var k = 0; k < limits.Length; k++)
            spent[k] += items[item][alternative].Costs[k] - items[item][chosen[item]].Costs[k];
        chosen[item] = alternative;
        return true;
    }

    /// <summary>How far the budgets are exceeded after a change, each as a part of its limit.</summary>
    private double Excess((int Item, int Alternative)? change)
    {
        var excess = 0.0;
        for (var k = 0; k < limits.Length; k++)
        {
            var cost = spent[k];
            if (change is var (i, a))
                cost += items[i][a].Costs[k] - items[i][chosen[i]].Costs[k];
            excess += Math.Max(0, cost - limits[k]) / (double)Math.Max(1, Math.Abs(limits[k]));
        }

        return excess;
    }
}
