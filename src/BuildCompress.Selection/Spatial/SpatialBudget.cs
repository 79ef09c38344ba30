namespace BuildCompress.Selection.Spatial;

/// <summary>What all kernel positions together may cost.</summary>
/// <param name="Name">For people, e.g. <c>macs</c>.</param>
/// <param name="Limit">Largest allowed sum, in the budget's unit.</param>
public sealed record SpatialBudget(string Name, long Limit);
