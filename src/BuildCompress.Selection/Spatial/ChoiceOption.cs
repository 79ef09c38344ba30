namespace BuildCompress.Selection.Spatial;

/// <summary>One way to keep a filter: what it is worth and what it costs.</summary>
/// <param name="Value">Importance kept, nonnegative.</param>
/// <param name="Cost">In the budget's unit, nonnegative.</param>
/// <param name="Kept">Kernel positions that stay, one bit each in row-major order.</param>
public readonly record struct ChoiceOption(double Value, long Cost, ulong Kept);
