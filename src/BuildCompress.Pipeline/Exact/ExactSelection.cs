using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Exact;

/// <summary>Solves selection problems by branch and bound: small ones to the proved optimum, larger ones for as long as allowed.</summary>
public static class ExactSelection
{
    /// <summary>The largest number of products of two channels that is worth trying as one program.</summary>
    public const int LargestProducts = 60_000;

    /// <summary>Name and version of the engine; null when the machine has none.</summary>
    public static string? EngineVersion
    {
        get
        {
            using var solver = Solver.CreateSolver("CBC");
            return solver?.SolverVersion();
        }
    }

    /// <summary>Whether the engine is there.</summary>
    public static bool IsAvailable => EngineVersion is not null;

    /// <summary>
    /// The best of <paramref name="known"/> and what the engine finds, with the bound it proves. With the time up, how far it came depends on the
    /// clock; a bound whose proof is <see cref="BoundProof.Optimal"/> never does.
    /// </summary>
    /// <param name="problem">What to choose.</param>
    /// <param name="known">A feasible selection to start from.</param>
    /// <param name="limit">Wall-clock limit.</param>
    /// <param name="cancellation">Kills the engine's process.</param>
    /// <returns>Null when the machine has no engine, or the time was too short for any proof.</returns>
    /// <exception cref="BuildCompress.Engines.Milp.MilpException">The engine crashed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (SelectionResult Result, UpperBound Bound)? Solve(
        SelectionProblem problem, SelectionResult known, TimeSpan limit, CancellationToken cancellation)
    {
        if (Run(problem, known, free: null, limit, cancellation) is not { } outcome)
            return null;
        var (result, bound, proved) = outcome;
        if (proved)
            return (result, new UpperBound(Math.Max(bound, result.Objective), BoundProof.Optimal));
        return double.IsFinite(bound) ? (result, new UpperBound(Math.Max(bound, result.Objective), BoundProof.BranchAndBound)) : null;
    }

    /// <summary>
    /// One step: the best selection that differs from <paramref name="known"/> in the groups <paramref name="free"/> only, all groups when null.
    /// </summary>
    internal static (SelectionResult Result, double Bound, bool Proved)? Run(
        SelectionProblem problem, SelectionResult known, IReadOnlySet<int>? free, TimeSpan limit, CancellationToken cancellation)
    {
        using var solver = Solver.CreateSolver("CBC");
        if (solver is null)
            return null;
        var formulation = new MilpFormulation(problem, solver, known, free);
        solver.SetTimeLimit((long)limit.TotalMilliseconds);
        using var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
        Solver.ResultStatus status;
        cancellation.ThrowIfCancellationRequested();
        using (cancellation.Register(() => solver.InterruptSolve()))
            status = solver.Solve(parameters);
        cancellation.ThrowIfCancellationRequested();

        var bound = solver.Objective().BestBound();
        if (status is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE))
            return (known, bound, false);
        var found = Result(problem, formulation.Kept(), known);
        // The engine's tolerance, times costs in the millions, may hide that a budget is exceeded: such a solution is none, its bound still holds.
        if (problem.Budgets.Zip(found.BudgetValues).Any(row => row.Second > row.First.Limit))
            return (known, bound, false);
        SelectionCheck.Verify(problem, found);
        return (found.Objective > known.Objective ? found : known, bound, status == Solver.ResultStatus.OPTIMAL);
    }

    private static SelectionResult Result(SelectionProblem problem, bool[][] kept, SelectionResult known)
    {
        int[] counts = [.. kept.Select(mask => mask.Count(k => k))];
        return known with
        {
            Kept = kept, Objective = SelectionCheck.Objective(problem, kept), BudgetValues = [.. problem.Budgets.Select(row => row.Value(counts))],
        };
    }
}
