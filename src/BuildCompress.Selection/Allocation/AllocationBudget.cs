namespace BuildCompress.Selection.Allocation;

/// <summary>A hard limit on the costs of all items together.</summary>
/// <param name="Name">As the manifest spells it.</param>
/// <param name="Limit">Largest allowed sum.</param>
public sealed record AllocationBudget(string Name, long Limit);
