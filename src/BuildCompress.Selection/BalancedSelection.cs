namespace BuildCompress.Selection;

/// <summary>
/// Keeps every layer alive: maximises <c>sum_layer log(retained_layer / total_layer)</c>, under which halving a layer costs the same wherever
/// it stands, where a plain sum starves the layers that weigh little.
/// </summary>
/// <remarks>
/// The log is concave in the retained importance, so each round solves the linear problem of its tangent, with every term weighted by
/// <c>1 / retained_layer</c> of the round before, and the best round by the true objective is returned. A tangent lies nowhere below the log, so what
/// bounds such a linear problem bounds the true objective too.
/// </remarks>
public static class BalancedSelection
{
    /// <summary>What weighting importances in single precision may have taken off a bound.</summary>
    private const double WeightRounding = 2e-7;

    /// <summary>
    /// The best selection found; <see cref="SelectionResult.Objective"/> is the importance kept by <paramref name="problem"/>'s own terms, and the
    /// multipliers are in log shares per unit.
    /// </summary>
    /// <param name="layers">Terms of no layer keep no weight; a layer without importance is ignored.</param>
    /// <param name="rounds">Linear problems solved, at least 1; a few suffice.</param>
    /// <inheritdoc cref="SelectionSolver.Solve" path="/exception"/>
    public static SelectionResult Solve(
        SelectionProblem problem, IReadOnlyList<SelectionLayer> layers, SolverOptions options, int rounds,
        IProgress<SolverProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var shares = new LayerShares(problem, layers);
        var retained = shares.Totals;
        var (best, bestValue) = ((SelectionResult?)null, double.NegativeInfinity);
        for (var round = 0; round < rounds; round++)
        {
            var result = SelectionSolver.Solve(shares.Weighted(shares.Weights(retained, LayerShares.Smallest)), options, progress, cancellation);
            retained = shares.Retained(result.Kept);
            var value = shares.LogSum(retained);
            if (best is not null && value <= bestValue)
            {
                best = best with { IsInterrupted = result.IsInterrupted };
                break;
            }
            (best, bestValue) = (result, value);
            if (result.IsInterrupted)
                break;
        }

        var balanced = best! with { Objective = SelectionCheck.Objective(problem, best.Kept) };
        SelectionCheck.Verify(problem, balanced);
        return balanced;
    }

    /// <summary>The objective: <c>sum_layer log(retained / total)</c>, with the share floored at a thousandth.</summary>
    public static double LogShares(SelectionProblem problem, IReadOnlyList<SelectionLayer> layers, IReadOnlyList<bool[]> kept)
    {
        var shares = new LayerShares(problem, layers);
        return shares.LogSum(shares.Retained(kept));
    }

    /// <summary>
    /// A value that <see cref="LogShares"/> of no selection within the budgets exceeds: with x the shares that <paramref name="known"/> retains, no
    /// share y has <c>log y &gt; log x + (y - x) / x</c>, and the sum of the right sides is an importance, bounded by <see cref="UpperBound"/>.
    /// </summary>
    /// <param name="known">What <see cref="Solve"/> found; the better it is, the tighter the bound.</param>
    /// <inheritdoc cref="UpperBound.Of" path="/exception"/>
    public static double Bound(
        SelectionProblem problem, IReadOnlyList<SelectionLayer> layers, SelectionResult known, BoundOptions options, CancellationToken cancellation)
    {
        var shares = new LayerShares(problem, layers);
        // The floor makes a kink below which the log is flat: from e times the floor on, tangents pass above that as well.
        var touched = shares.Weights(shares.Retained(known.Kept), Math.E * LayerShares.Smallest);
        var weighted = shares.Weighted(touched);
        var importance = UpperBound.Of(
            weighted, known with { Objective = SelectionCheck.Objective(weighted, known.Kept) }, options, cancellation);
        var sum = importance.Value * (1 + WeightRounding);
        for (var l = 0; l < touched.Length; l++)
            if (shares.Totals[l] > 0)
                sum -= Math.Log(touched[l] * shares.Totals[l]) + 1;
        return sum;
    }

    /// <summary>
    /// The largest part by which the geometric mean of the layers' retained shares, the exponential of the mean log, may fall short of the best
    /// possible by <see cref="Bound"/>: 0..1.
    /// </summary>
    /// <inheritdoc cref="Bound" path="/param"/>
    /// <inheritdoc cref="UpperBound.Of" path="/exception"/>
    public static double Gap(
        SelectionProblem problem, IReadOnlyList<SelectionLayer> layers, SelectionResult known, BoundOptions options, CancellationToken cancellation)
    {
        var shares = new LayerShares(problem, layers);
        var missed = Bound(problem, layers, known, options, cancellation) - shares.LogSum(shares.Retained(known.Kept));
        return 1 - Math.Exp(-Math.Max(0, missed) / Math.Max(1, shares.Totals.Count(total => total > 0)));
    }
}
