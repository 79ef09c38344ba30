namespace BuildCompress.Pipeline.Validation;

/// <summary>A budget and how low it could go.</summary>
/// <param name="Kind"><c>macs</c>, <c>parameters</c>, <c>bops</c>, <c>size</c> or <c>peakMemory</c> (bytes).</param>
/// <param name="Limit">Largest allowed value.</param>
/// <param name="Smallest">Smallest value that cutting channels can reach.</param>
public sealed record ValidatedBudget(string Kind, long Limit, long Smallest);
