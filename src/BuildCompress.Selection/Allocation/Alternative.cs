namespace BuildCompress.Selection.Allocation;

/// <summary>One of the ways an item can be had.</summary>
/// <param name="Loss">What it adds to the loss; finite.</param>
/// <param name="Costs">What it adds to each budget, in the order of <see cref="AllocationProblem.Budgets"/>; may be negative where costs are differences.</param>
public sealed record Alternative(double Loss, IReadOnlyList<long> Costs);
