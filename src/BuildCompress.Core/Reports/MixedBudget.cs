namespace BuildCompress.Core.Reports;

/// <summary>A budget that the bits of the layers share.</summary>
/// <param name="Kind"><c>size</c> (bytes of the file) or <c>bops</c> (bit operations).</param>
/// <param name="Limit">Largest allowed value: the manifest's, or the size of the file with the same bits in every layer.</param>
/// <param name="Value">Counted from the artifact with these bits.</param>
/// <param name="Price">About how many nats less the estimate would be for one more unit; 0 where it does not bind.</param>
public sealed record MixedBudget(string Kind, long Limit, long Value, double Price);
