namespace BuildCompress.Selection.Solving;

/// <summary>
/// Finds the smallest price of each budget at which coordinate ascent from a given start meets all of them: bisection on the most violated
/// budget until none is, then each price down as far as the others allow.
/// </summary>
internal sealed class MultiplierSearch(CompiledProblem problem, SelectionState full, CancellationToken cancellation)
{
    private const int Bisections = 24;

    private readonly CoordinateAscent _ascent = new(problem);
    private readonly double[] _scale = Scale(full);

    /// <summary>Leaves <paramref name="state"/> at the ascent's end; feasible unless the ascent cannot go low enough.</summary>
    public double[] Run(SelectionState start, SelectionState state)
    {
        var multipliers = new double[problem.Limits.Length];
        Evaluate(start, state, multipliers);
        for (var round = 0; round < 2 * multipliers.Length && MostViolated(state) is var worst and >= 0; round++)
            Raise(start, state, multipliers, worst);

        if (multipliers.Count(m => m > 0) > 1)
            for (var k = 0; k < multipliers.Length; k++)
                if (multipliers[k] > 0)
                    Lower(start, state, multipliers, k);
        return multipliers;
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

    private void Lower(SelectionState start, SelectionState state, double[] multipliers, int k)
    {
        var high = multipliers[k];
        multipliers[k] = 0;
        Evaluate(start, state, multipliers);
        if (!state.IsFeasible)
            Bisect(start, state, multipliers, k, 0, high, () => state.IsFeasible);
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
    private static double[] Scale(SelectionState full) =>
        [.. full.Value.Select(value => Math.Max(full.Objective, 1e-30) / Math.Max(1, value))];
}
