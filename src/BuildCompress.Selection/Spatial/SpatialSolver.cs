namespace BuildCompress.Selection.Spatial;

/// <summary>
/// Solves the second stage of spatial pruning. One budget: a price per unit is searched at which each layer's best few shapes just meet it, then a
/// multiple-choice knapsack over those shapes uses it up. Several: they are added up with weights (a surrogate, which every feasible answer meets
/// and whose bounds therefore hold), and the weights are moved to the budgets that are still missed.
/// </summary>
public static class SpatialSolver
{
    private const int Rounds = 24;
    private const double Scale = 1L << 40;

    /// <summary>The best choice found, verified by <see cref="SpatialCheck"/>.</summary>
    /// <exception cref="InfeasibleBudgetsException">The smallest choice exceeds a budget.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SpatialResult Solve(SpatialProblem problem, CancellationToken cancellation)
    {
        var smallest = problem.Budgets.Select((budget, k) => (Budget: budget, Cost: problem.Layers.Sum(
            layer => layer.Filters.Count * layer.PositionCosts[k] * Smallest(layer)))).ToArray();
        if (smallest.Any(s => s.Cost > s.Budget.Limit))
            throw new InfeasibleBudgetsException([.. smallest.Select(s => new BudgetReach(
                s.Budget.Name, s.Budget.Limit, s.Cost, smallest.All(o => o.Budget == s.Budget || o.Cost <= o.Budget.Limit) ? s.Cost : null))]);

        var solver = new SingleBudget(problem.Layers);
        var whole = solver.Whole();
        var binding = Enumerable.Range(0, problem.Budgets.Count).Where(k => Cost(problem, whole.Kept, k) > problem.Budgets[k].Limit).ToArray();
        var (best, bound) = binding.Length == 0 ? (whole.Kept, whole.UpperBound) : Search(problem, solver, binding, cancellation);
        var value = problem.Layers.Zip(best).Sum(l => l.First.Filters.Zip(l.Second).Sum(f => Value(f.First, f.Second)));
        var result = new SpatialResult(
            best, value, [.. Enumerable.Range(0, problem.Budgets.Count).Select(k => Cost(problem, best, k))], Math.Max(bound, value));
        SpatialCheck.Verify(problem, result);
        return result;
    }

    /// <summary>The choice that costs least: smallest for all budgets at once.</summary>
    public static IReadOnlyList<ulong[]> Smallest(SpatialProblem problem) => new SingleBudget(problem.Layers).Smallest().Kept;

    private static (IReadOnlyList<ulong[]> Kept, double Bound) Search(
        SpatialProblem problem, SingleBudget solver, int[] binding, CancellationToken cancellation)
    {
        var shares = Array.ConvertAll(binding, _ => 1.0 / binding.Length);
        var (best, bestValue, bound, margin) = ((IReadOnlyList<ulong[]>?)null, double.NegativeInfinity, double.PositiveInfinity, 1.0);
        for (var round = 0; round < Rounds || best is null; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var weights = binding.Zip(shares, (k, share) => Math.Max(1, (long)(Scale * share / Math.Max(1, problem.Budgets[k].Limit)))).ToArray();
            if (binding.Length == 1)
                weights[0] = 1;
            var limit = binding.Zip(weights, (k, weight) => problem.Budgets[k].Limit * weight).Sum();
            var costs = problem.Layers.Select(layer => binding.Zip(weights, (k, weight) => layer.PositionCosts[k] * weight).Sum()).ToArray();
            var answer = solver.Solve(costs, margin < 1 ? (long)(limit * margin) : limit) ?? solver.Smallest();
            if (margin == 1)
                bound = Math.Min(bound, answer.UpperBound);
            var used = Array.ConvertAll(binding, k => (double)Cost(problem, answer.Kept, k) / problem.Budgets[k].Limit);
            if (used.All(u => u <= 1) && answer.Value > bestValue)
                (best, bestValue) = (answer.Kept, answer.Value);
            if (binding.Length == 1 || bestValue >= bound * (1 - SingleBudget.GoodEnough))
                break;
            for (var b = 0; b < shares.Length; b++)
                shares[b] *= Math.Exp(4 * (used[b] - used.Max()));
            var sum = shares.Sum();
            shares = Array.ConvertAll(shares, share => share / sum);
            if (round >= Rounds - 1)
                margin *= 0.98;
        }

        return (best!, bound);
    }

    private static long Smallest(SpatialLayer layer) => layer.Shapes?.Min(shape => (long)ulong.PopCount(shape)) ?? 1;

    private static long Cost(SpatialProblem problem, IReadOnlyList<ulong[]> kept, int budget) =>
        problem.Layers.Zip(kept).Sum(l => l.First.PositionCosts[budget] * l.Second.Sum(positions => (long)ulong.PopCount(positions)));

    private static double Value(double[] importance, ulong kept)
    {
        var value = 0.0;
        for (; kept != 0; kept &= kept - 1)
            value += importance[(int)ulong.TrailingZeroCount(kept)];
        return value;
    }
}
