namespace BuildCompress.Selection.Spatial;

/// <summary>The filters of one convolution, all alike in cost.</summary>
/// <param name="Name">For people.</param>
/// <param name="Filters">Importance of each filter's kernel positions, summed over its live inputs; nonnegative, at most 64 of them.</param>
/// <param name="Shapes">
/// The sets of positions a filter may keep, as bits, the whole kernel among them; null for any nonempty set (shape columns, METHODS 1.4).
/// </param>
/// <param name="PositionCosts">What one position of one filter costs, by <see cref="SpatialProblem.Budgets"/>; nonnegative.</param>
public sealed record SpatialLayer(
    string Name, IReadOnlyList<double[]> Filters, IReadOnlyList<ulong>? Shapes, IReadOnlyList<long> PositionCosts)
{
    /// <summary>Most different <see cref="Shapes"/> that its filters may keep, at least 1; any number unless set.</summary>
    public int MaxShapes { get; init; } = int.MaxValue;
}
