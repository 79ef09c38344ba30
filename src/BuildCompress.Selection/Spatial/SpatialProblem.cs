namespace BuildCompress.Selection.Spatial;

/// <summary>
/// The second stage of spatial pruning (METHODS 1.4): with the channels chosen, keep the most important kernel positions under every budget, at
/// least one of each filter. Knows numbers, not networks.
/// </summary>
/// <param name="Layers">The convolutions.</param>
/// <param name="Budgets">All hold at once.</param>
public sealed record SpatialProblem(IReadOnlyList<SpatialLayer> Layers, IReadOnlyList<SpatialBudget> Budgets);
