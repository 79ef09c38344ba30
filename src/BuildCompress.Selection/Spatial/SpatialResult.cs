namespace BuildCompress.Selection.Spatial;

/// <summary>A feasible answer to a <see cref="SpatialProblem"/>, recomputed by <see cref="SpatialCheck"/> before anyone sees it.</summary>
/// <param name="Kept">Per layer and filter, the positions that stay, as bits.</param>
/// <param name="Value">Importance kept.</param>
/// <param name="Costs">By budget, exact, at most the limit.</param>
/// <param name="UpperBound">What no answer within the budgets exceeds.</param>
public sealed record SpatialResult(IReadOnlyList<ulong[]> Kept, double Value, IReadOnlyList<long> Costs, double UpperBound);
