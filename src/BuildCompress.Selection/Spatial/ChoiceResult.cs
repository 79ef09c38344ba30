namespace BuildCompress.Selection.Spatial;

/// <summary>An answer of <see cref="ChoiceKnapsack"/>.</summary>
/// <param name="Chosen">Per filter, the index of its option.</param>
/// <param name="Value">Importance kept.</param>
/// <param name="Cost">Exact, at most the limit.</param>
/// <param name="UpperBound">What no choice within the limit exceeds: the value of the linear relaxation.</param>
public sealed record ChoiceResult(IReadOnlyList<int> Chosen, double Value, long Cost, double UpperBound);
