namespace BuildCompress.Selection.Solving;

/// <summary>
/// Finds prices of the budgets at which coordinate ascent from a given start meets all of them: the smallest price of the most violated budget
/// by bisection, until none is violated. Where several prices are left they descend together, since one alone knows nothing of the others.
/// </summary>
internal sealed class MultiplierSearch(CompiledProblem problem, SelectionState full, CancellationToken cancellation)
{
    private const int Bisections = 24;
    private const int DualSteps = 60;

    private readonly CoordinateAscent _ascent = new(problem);
    private readonly double[] _scale = Units(full);

    /// <summary>Leaves <paramref name="state"/> at the ascent's end, on the grids; within the budgets unless the ascent cannot go low enough.</summary>
    public double[] Run(SelectionState start, SelectionState state)
    {
        var multipliers = new double[problem.Limits.Length];
        Evaluate(start, state, multipliers);
        for (var round = 0; round < 2 * multipliers.Length && MostViolated(state) is var worst and >= 0; round++)
            Raise(start, state, multipliers, worst);

        if (multipliers.Count(m => m > 0) > 1)
        {
            Descend(start, state, multipliers);
            Scale(start, state, multipliers);
        }
        _ascent.MeetGrids(state, multipliers, cancellation);
        return multipliers;
    }

    /// <summary>
    /// Several prices at once: subgradient descent on the dual <c>max_x (importance - prices * budgets) + prices * limits</c>, as far as the ascent
    /// finds that maximum; ends at the lowest value met.
    /// </summary>
    private void Descend(SelectionState start, SelectionState state, double[] multipliers)
    {
        var (best, bestDual) = ((double[])multipliers.Clone(), double.PositiveInfinity);
        for (var step = 0; step < DualSteps; step++)
        {
            Evaluate(start, state, multipliers);
            var dual = state.Lagrangian(multipliers);
            for (var k = 0; k < multipliers.Length; k++)
                dual += multipliers[k] * problem.Limits[k];
            if (dual < bestDual)
            {
                bestDual = dual;
                multipliers.CopyTo(best, 0);
            }
            for (var k = 0; k < multipliers.Length; k++)
            {
                var excess = (state.Value[k] - problem.Limits[k]) / Math.Max(1.0, problem.Limits[k]);
                var unit = Math.Max(multipliers[k], 0.02 * _scale[k]) / (1 + step / 10.0);
                multipliers[k] = Math.Max(0, multipliers[k] + unit * Math.Clamp(2 * excess, -0.5, 0.5));
            }
        }
        best.CopyTo(multipliers, 0);
    }

    /// <summary>Raises all prices by one factor until every budget holds.</summary>
    private void Scale(SelectionState start, SelectionState state, double[] multipliers)
    {
        var direction = (double[])multipliers.Clone();
        var (low, high) = (0.0, 1.0);
        while (!HoldsAt(high) && high < 1e6)
            (low, high) = (high, 1.25 * high);
        for (var i = 0; i < Bisections / 2; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = HoldsAt(middle) ? (low, middle) : (middle, high);
        }
        HoldsAt(high);

        bool HoldsAt(double factor)
        {
            for (var k = 0; k < multipliers.Length; k++)
                multipliers[k] = factor * direction[k];
            Evaluate(start, state, multipliers);
            return state.IsFeasible;
        }
    }

    private void Raise(SelectionState start, SelectionState state, double[] multipliers, int k)
    {
        var low = multipliers[k];
        var high = Math.Max(2 * low, _scale[k]);
        for (multipliers[k] = high; ; multipliers[k] = high)
        {
            Evaluate(start, state, multipliers);
            if (state.Value[k] <= problem.Limits[k] || high > 1e12 * _scale[k])
                break;
            (low, high) = (high, 4 * high);
        }
        Bisect(start, state, multipliers, k, low, high, () => state.Value[k] <= problem.Limits[k]);
    }

    private void Bisect(
        SelectionState start, SelectionState state, double[] multipliers, int k, double low, double high, Func<bool> holds)
    {
        for (var i = 0; i < Bisections; i++)
        {
            multipliers[k] = (low + high) / 2;
            Evaluate(start, state, multipliers);
            (low, high) = holds() ? (low, multipliers[k]) : (multipliers[k], high);
        }
        multipliers[k] = high;
        Evaluate(start, state, multipliers);
    }

    private void Evaluate(SelectionState start, SelectionState state, double[] multipliers)
    {
        state.CopyFrom(start);
        _ascent.Run(state, multipliers, cancellation);
    }

    private int MostViolated(SelectionState state)
    {
        var (worst, worstRatio) = (-1, 0.0);
        for (var k = 0; k < problem.Limits.Length; k++)
        {
            var ratio = (state.Value[k] - problem.Limits[k]) / Math.Max(1.0, problem.Limits[k]);
            if (ratio > worstRatio)
                (worst, worstRatio) = (k, ratio);
        }
        return worst;
    }

    /// <summary>Importance per unit of each budget when everything is kept: the natural unit of its price.</summary>
    private static double[] Units(SelectionState full) =>
        [.. full.Value.Select(value => Math.Max(full.Objective, 1e-30) / Math.Max(1, value))];
}
