using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection;

/// <summary>
/// Solves the discrete QCQP well and fast: from many starts, prices on the budgets with exact coordinate steps per group, then fill, swap and
/// ejection moves against the exact whole-number budgets, and shakes of whole groups. The best of all restarts is returned; the same seed gives the same answer on any
/// number of threads.
/// </summary>
public static class SelectionSolver
{
    /// <summary>
    /// The best selection found, verified by <see cref="SelectionCheck"/>. Anytime: cancelled, it returns the best one so far within 100 ms, with
    /// <see cref="SelectionResult.IsInterrupted"/> set; a feasible one is known from the start.
    /// </summary>
    /// <exception cref="InfeasibleBudgetsException">No selection meets the budgets.</exception>
    /// <exception cref="ArgumentException">The problem contradicts itself: sizes, negative or undefined importances, negative costs.</exception>
    public static SelectionResult Solve(
        SelectionProblem problem, SolverOptions options, IProgress<SolverProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Restarts, 1);
        var compiled = new CompiledProblem(problem);
        var reach = BudgetReach.Of(problem);
        if (reach.Any(r => !r.IsReachable))
            throw new InfeasibleBudgetsException(reach);

        var full = new SelectionState(compiled);
        var results = new SelectionResult?[options.Restarts];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount };
        var (finished, best, gate) = (0, double.NegativeInfinity, new Lock());
        Parallel.For(0, options.Restarts, parallel, (restart, loop) =>
        {
            var result = Restart(compiled, full, options, restart, cancellation);
            results[restart] = result;
            if (result.IsInterrupted)
            {
                loop.Stop();
                return;
            }
            lock (gate)
            {
                best = Math.Max(best, result.Objective);
                progress?.Report(new SolverProgress(++finished, options.Restarts, best));
            }
        });

        SelectionResult? winner = null;
        foreach (var result in results)
            winner = result is not null && (winner is null || result.Objective > winner.Objective) ? result : winner;
        winner = winner! with { IsInterrupted = finished < options.Restarts };
        SelectionCheck.Verify(problem, winner);
        return winner;
    }

    private static SelectionResult Restart(
        CompiledProblem problem, SelectionState full, SolverOptions options, int restart, CancellationToken cancellation)
    {
        var random = new Random(unchecked(options.Seed * 7919 + restart));
        var start = full.Clone();
        if (restart > 0)
            DropAtRandom(start, random);
        var state = full.Clone();
        var (multipliers, withinBudgets) = (new double[problem.Limits.Length], false);
        try
        {
            multipliers = new MultiplierSearch(problem, full, cancellation).Run(start, state);
            var polish = new BudgetPolish(state, multipliers, cancellation);
            withinBudgets = polish.Begin();
            if (!withinBudgets)
            {
                SmallestSelection.Apply(state);
                withinBudgets = polish.Begin();
            }
            polish.Improve(random, options.Kicks);
            new GroupShakes(state, polish, multipliers, cancellation).Run(random, options.Kicks);
            return ToResult(state, multipliers);
        }
        catch (OperationCanceledException)
        {
            // The search stops between coordinate steps and between settled moves: whole states, the latter within the budgets.
            if (!withinBudgets)
                SmallestSelection.Apply(state);
            return ToResult(state, multipliers) with { IsInterrupted = true };
        }
    }

    /// <summary>Thins out every group, each to a density of its own; the first coordinate step makes the counts allowed again.</summary>
    private static void DropAtRandom(SelectionState state, Random random)
    {
        var problem = state.Problem;
        for (var g = 0; g < problem.GroupCount; g++)
        {
            var density = 0.2 + 0.8 * random.NextDouble();
            for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                if (random.NextDouble() > density)
                    state.Flip(v);
        }
    }

    private static SelectionResult ToResult(SelectionState state, double[] multipliers)
    {
        var problem = state.Problem;
        var kept = Enumerable.Range(0, problem.GroupCount)
            .Select(g => state.IsOn[problem.Start[g]..problem.Start[g + 1]]).ToArray();
        return new SelectionResult(kept, SelectionCheck.Objective(problem.Problem, kept), [.. state.Value], multipliers);
    }
}
