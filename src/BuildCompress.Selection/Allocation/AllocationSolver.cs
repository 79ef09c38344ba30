namespace BuildCompress.Selection.Allocation;

/// <summary>
/// Solves an <see cref="AllocationProblem"/>: prices from the Lagrangian dual give a bound and a first allocation; dynamic programming over lists of
/// partial allocations, item by item, then drops what another dominates, what no completion makes feasible and what cannot beat the best known.
/// What is left at the end is the optimum. Should a list outgrow its limit, its worst are dropped and the least bound among them is what is proved.
/// </summary>
public static class AllocationSolver
{
    /// <summary>The best allocation found, verified by <see cref="AllocationCheck"/>.</summary>
    /// <param name="problem">What to allocate.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <param name="mostKept">Partial allocations kept per item: fewer take less time and may leave a gap.</param>
    /// <exception cref="InfeasibleBudgetsException">No allocation meets the budgets.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static AllocationResult Solve(AllocationProblem problem, CancellationToken cancellation, int mostKept = 10_000)
    {
        var reach = problem.Budgets.Select((budget, k) => (Budget: budget, Smallest: problem.Items.Sum(item => item.Min(a => a.Costs[k])))).ToArray();
        if (reach.Any(r => r.Smallest > r.Budget.Limit))
            throw Infeasible(reach, beside: r => r.Smallest);

        var search = new AllocationSearch(problem, mostKept);
        search.Run(cancellation);
        var result = search.Best ?? throw Infeasible(reach, beside: _ => null);
        AllocationCheck.Verify(problem, result);
        return result;
    }

    private static InfeasibleBudgetsException Infeasible(
        (AllocationBudget Budget, long Smallest)[] reach, Func<(AllocationBudget Budget, long Smallest), long?> beside) =>
        new([.. reach.Select(r => new BudgetReach(r.Budget.Name, r.Budget.Limit, r.Smallest, beside(r)))]);
}
