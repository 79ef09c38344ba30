namespace BuildCompress.Selection.Allocation;

/// <summary>An allocation within the budgets, recomputed by <see cref="AllocationCheck"/> before anyone sees it.</summary>
/// <param name="Chosen">Per item, the index of its alternative.</param>
/// <param name="Loss">Sum of the chosen alternatives'.</param>
/// <param name="Costs">Per budget, the exact sum.</param>
/// <param name="LowerBound">No allocation within the budgets loses less; equal to <paramref name="Loss"/> when that is proved to be least.</param>
/// <param name="Prices">Per budget, about how much loss one more unit of it would save; 0 where it does not bind.</param>
public sealed record AllocationResult(
    IReadOnlyList<int> Chosen, double Loss, IReadOnlyList<long> Costs, double LowerBound, IReadOnlyList<double> Prices);
