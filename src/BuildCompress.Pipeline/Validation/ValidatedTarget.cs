namespace BuildCompress.Pipeline.Validation;

/// <summary>A target whose budgets can be met.</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Budgets">Those that counting can judge.</param>
/// <param name="Unchecked">Budgets that only the target's device can judge: <c>latency</c>.</param>
public sealed record ValidatedTarget(string Name, IReadOnlyList<ValidatedBudget> Budgets, IReadOnlyList<string> Unchecked);
