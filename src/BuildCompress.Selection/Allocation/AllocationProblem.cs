namespace BuildCompress.Selection.Allocation;

/// <summary>
/// Every item takes exactly one of its alternatives; the costs share the budgets, and the loss is to be least: a multiple-choice knapsack with any
/// number of budgets. Bit widths of layers are such items.
/// </summary>
/// <param name="Items">The alternatives of each item; at least one.</param>
/// <param name="Budgets">All hold at once.</param>
public sealed record AllocationProblem(IReadOnlyList<IReadOnlyList<Alternative>> Items, IReadOnlyList<AllocationBudget> Budgets);
