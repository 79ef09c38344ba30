using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What a report says of the bits of each layer.</summary>
internal static class PrecisionFacts
{
    /// <param name="cost">Counted from an artifact.</param>
    public static IReadOnlyList<LayerPrecisionReport> Of(ArtifactCost cost) => [.. cost.Precision.Select(layer => new LayerPrecisionReport(
        layer.Node, layer.WeightBits, layer.InputBits, (layer.Stored?.Element.ToString() ?? "computed").ToLowerInvariant(), layer.Stored?.Count ?? 0,
        layer.Stored?.Bytes.Length ?? 0, layer.BitOperations - (cost.Zeros is null ? 0 : layer.ZeroBitOperations), layer.IsInteger ? "int8" : "float32"))];
}
