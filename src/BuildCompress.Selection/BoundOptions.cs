namespace BuildCompress.Selection;

/// <summary>How hard to tighten a bound.</summary>
/// <param name="Threads">How many boxes of counts are bounded at once; 0 means one per processor. Never changes the bound.</param>
/// <param name="Products">About how many products of channels to visit in all; the default takes about four seconds on one core, divided by the threads.</param>
/// <param name="Gap">Stop when the bound is within this part of the known selection's importance; 0 never stops before the optimum is proven.</param>
public sealed record BoundOptions(int Threads = 0, long Products = 8_500_000_000, double Gap = 0.0005);
