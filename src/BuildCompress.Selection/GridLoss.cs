namespace BuildCompress.Selection;

/// <summary>What grids of counts cost.</summary>
public static class GridLoss
{
    /// <summary>The problem with every count between a group's minimum and maximum allowed.</summary>
    public static SelectionProblem WithoutGrids(SelectionProblem problem) =>
        problem with { Groups = [.. problem.Groups.Select(g => g with { Granularity = 1, AllowedCounts = null })] };

    /// <summary>Whether any group has a grid.</summary>
    public static bool HasGrids(SelectionProblem problem) => problem.Groups.Any(g => g.Granularity > 1 || g.AllowedCounts is not null);

    /// <summary>
    /// The part of the objective that is lost to the grids, 0..1, by the best selections found with and without them. A selection on the grids is one
    /// without them too, so that the loss is never negative.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double Of(SelectionProblem problem, SelectionResult result, SolverOptions options, CancellationToken cancellation)
    {
        if (!HasGrids(problem))
            return 0;
        var free = SelectionSolver.Solve(WithoutGrids(problem), options, progress: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return free.Objective <= result.Objective ? 0 : 1 - result.Objective / free.Objective;
    }
}
