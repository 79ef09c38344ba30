using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What a report says of a selection: how good it is, which budget binds at what price, and what the grid cost.</summary>
internal static class SelectionFacts
{
    /// <summary>Reweighted rounds of a balanced selection.</summary>
    public const int BalanceRounds = 4;

    /// <summary>Products visited for the bound: less than a second.</summary>
    private const long BoundProducts = 1_300_000_000;

    /// <summary>One layer per name among the terms.</summary>
    public static IReadOnlyList<SelectionLayer> Layers(SelectionProblem problem) =>
        [.. problem.Bilinear.Select(t => t.Name).Concat(problem.Linear.Select(t => t.Name)).Distinct().Select(name => new SelectionLayer(name, [name]))];

    /// <param name="asked">The problem with the limits of the manifest; bound and grid loss are about this one, or one with leaner rows.</param>
    /// <param name="solved">The problem that was solved, whose rows may have been tightened, or anchored at a leaner cut.</param>
    /// <param name="result">Its solution.</param>
    /// <param name="values">By budget name, what the cut model was counted to take.</param>
    /// <param name="exact">A bound that branch and bound proved for <paramref name="solved"/>, if any.</param>
    /// <param name="settings">Of the target.</param>
    /// <param name="threads">Threads of the solver; do not change the answer.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SelectionReport Of(
        SelectionProblem asked, SelectionProblem solved, SelectionResult result, IReadOnlyDictionary<string, long> values, UpperBound? exact,
        CompressSettings settings, int threads, CancellationToken cancellation)
    {
        var whole = asked.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray()).ToArray();
        var widest = Widest(asked, solved);
        int[] counts = [.. result.Kept.Select(mask => mask.Count(kept => kept))];
        var known = result with { BudgetValues = [.. widest.Budgets.Select(row => row.Value(counts))] };
        // Which branches vanish under a latency budget is searched for beside the row, which cannot say what a branch costs from its first channel on.
        var isSearched = settings.Prune.DropBlocks && asked.Budgets.Any(row => row.Name == LatencyGoal.BudgetName);
        // A balanced selection maximises another objective, with a bound of its own.
        var (effort, layers) = (new BoundOptions(threads, BoundProducts), Layers(widest));
        var bound = settings.Prune.Balance || isSearched ? null : UpperBound.Of(widest, known, effort, cancellation);
        // A tightened problem has fewer selections: what bounds those does not bound the ones asked for.
        var isAsWide = ReferenceEquals(asked.Groups, solved.Groups) && widest.Budgets.Zip(solved.Budgets).All(r => r.Second.Limit >= r.First.Limit && r.Second.Constant <= r.First.Constant);
        var best = exact is not null && isAsWide ? Math.Min(exact.Value, bound?.Value ?? double.PositiveInfinity) : bound?.Value;
        var total = SelectionCheck.Objective(asked, whole);
        return new SelectionReport(result.Objective, best, total > 0 ? result.Objective / total : 1)
        {
            Residuals = asked.Residuals.Count > 0 ? ResidualMode.Union : ResidualMode.Tied,
            Budgets = Prices(asked, solved, result, values, settings.Prune.Balance),
            BalanceGap = settings.Prune.Balance && !isSearched ? BalancedSelection.Gap(widest, layers, known, effort, cancellation) : null,
            GridLoss = GridLoss.HasGrids(asked) && !isSearched ? LostToGrids(widest, result, settings, threads, cancellation) : null,
        };
    }

    /// <summary>The problem asked, with rows that are nowhere above those solved: what was found by rows anchored at a cut is within them too.</summary>
    private static SelectionProblem Widest(SelectionProblem asked, SelectionProblem solved) => asked with
    {
        Budgets = [.. asked.Budgets.Zip(solved.Budgets, (a, s) => a with { Constant = Math.Min(a.Constant, s.Constant) })],
    };

    private static IReadOnlyList<BudgetPrice> Prices(
        SelectionProblem asked, SelectionProblem solved, SelectionResult result, IReadOnlyDictionary<string, long> values, bool balance)
    {
        var limits = asked.Budgets.GroupBy(row => row.Name).ToDictionary(rows => rows.Key, rows => rows.Min(row => row.Limit / row.Scale));
        var scale = balance ? Layers(asked).Count : result.Objective;
        return [.. BudgetUse.Of(solved, result).Select(use => new BudgetPrice(
            use.Name, limits[use.Name], values[use.Name], use.Binds, use.Multiplier, scale > 0 ? use.Multiplier * 0.01 * limits[use.Name] / scale : 0))];
    }

    private static double LostToGrids(
        SelectionProblem asked, SelectionResult result, CompressSettings settings, int threads, CancellationToken cancellation)
    {
        var options = new SolverOptions(settings.Seed, threads);
        if (!settings.Prune.Balance)
            return GridLoss.Of(asked, result, options, cancellation);
        var layers = Layers(asked);
        var free = BalancedSelection.Solve(GridLoss.WithoutGrids(asked), layers, options, BalanceRounds, progress: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var lost = BalancedSelection.LogShares(asked, layers, free.Kept) - BalancedSelection.LogShares(asked, layers, result.Kept);
        return 1 - Math.Exp(-Math.Max(0, lost) / Math.Max(1, layers.Count));
    }
}
