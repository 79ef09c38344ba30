namespace BuildCompress.Selection;

/// <summary>
/// Keeps every layer alive: maximises <c>sum_layer log(retained_layer / total_layer)</c>, under which halving a layer costs the same wherever
/// it stands, where a plain sum starves the layers that weigh little.
/// </summary>
/// <remarks>
/// The log is concave in the retained importance, so each round solves the linear problem of its tangent, with every term weighted by
/// <c>1 / retained_layer</c> of the round before, and the best round by the true objective is returned.
/// </remarks>
public static class BalancedSelection
{
    /// <summary>A layer that retains nothing is priced as if it retained this part.</summary>
    private const double SmallestShare = 1e-3;

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
        var layerOf = layers.SelectMany((layer, l) => layer.Terms.Select(term => (term, l))).ToDictionary(p => p.term, p => p.l);
        var totals = Retained(problem, layerOf, layers.Count, [.. problem.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray())]);
        var retained = totals;
        var (best, bestValue) = ((SelectionResult?)null, double.NegativeInfinity);
        for (var round = 0; round < rounds; round++)
        {
            var weights = Weights(retained, totals);
            var result = SelectionSolver.Solve(Weighted(problem, layerOf, weights), options, progress, cancellation);
            retained = Retained(problem, layerOf, layers.Count, result.Kept);
            var value = LogShares(retained, totals);
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

    /// <summary>The objective: <c>sum_layer log(retained / total)</c>, with the share floored.</summary>
    public static double LogShares(SelectionProblem problem, IReadOnlyList<SelectionLayer> layers, IReadOnlyList<bool[]> kept)
    {
        var layerOf = layers.SelectMany((layer, l) => layer.Terms.Select(term => (term, l))).ToDictionary(p => p.term, p => p.l);
        var all = problem.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray()).ToArray();
        return LogShares(Retained(problem, layerOf, layers.Count, kept), Retained(problem, layerOf, layers.Count, all));
    }

    private static double LogShares(double[] retained, double[] totals)
    {
        var sum = 0.0;
        for (var l = 0; l < totals.Length; l++)
            if (totals[l] > 0)
                sum += Math.Log(Math.Max(retained[l] / totals[l], SmallestShare));
        return sum;
    }

    private static double[] Weights(double[] retained, double[] totals)
    {
        var weights = new double[totals.Length];
        for (var l = 0; l < totals.Length; l++)
            weights[l] = totals[l] > 0 ? 1 / Math.Max(retained[l], SmallestShare * totals[l]) : 0;
        return weights;
    }

    private static double[] Retained(
        SelectionProblem problem, Dictionary<string, int> layerOf, int layers, IReadOnlyList<bool[]> kept)
    {
        var sums = new double[layers];
        foreach (var term in problem.Bilinear)
            if (layerOf.TryGetValue(term.Name, out var l))
                sums[l] += SelectionCheck.Retained(term, kept);
        foreach (var term in problem.Linear)
            if (layerOf.TryGetValue(term.Name, out var l))
                sums[l] += SelectionCheck.Retained(term, kept);
        return sums;
    }

    private static SelectionProblem Weighted(SelectionProblem problem, Dictionary<string, int> layerOf, double[] weights)
    {
        return problem with
        {
            Bilinear = [.. problem.Bilinear.Select(t => t with { Importance = Scale(t.Name, t.Importance) })],
            Linear = [.. problem.Linear.Select(t => t with { Importance = Scale(t.Name, t.Importance) })],
        };

        float[] Scale(string name, float[] importance)
        {
            var weight = layerOf.TryGetValue(name, out var l) ? weights[l] : 0;
            return Array.ConvertAll(importance, value => (float)(value * weight));
        }
    }
}
