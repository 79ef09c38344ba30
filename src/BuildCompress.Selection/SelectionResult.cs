namespace BuildCompress.Selection;

/// <summary>A feasible selection, checked against every budget.</summary>
/// <param name="Kept">Per group, which of its channels stay.</param>
/// <param name="Objective">Importance kept.</param>
/// <param name="BudgetValues">Value of each <see cref="SelectionProblem.Budgets"/> row, exact.</param>
public sealed record SelectionResult(IReadOnlyList<bool[]> Kept, double Objective, IReadOnlyList<long> BudgetValues);
