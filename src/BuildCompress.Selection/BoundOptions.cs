namespace BuildCompress.Selection;

/// <summary>How hard to tighten a bound.</summary>
/// <param name="Threads">How many tables are summed at once; 0 means one per processor. Never changes the bound.</param>
/// <param name="Products">
/// About how many products of channels to visit in all; the default takes about a second on one core and is spread over up to 1,200 iterations.
/// </param>
public sealed record BoundOptions(int Threads = 0, long Products = 3_000_000_000);
