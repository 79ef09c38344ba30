namespace BuildCompress.Pipeline.Validation;

/// <summary>A target whose budgets can be met.</summary>
public sealed record ValidatedTarget(string Name, IReadOnlyList<ValidatedBudget> Budgets);
