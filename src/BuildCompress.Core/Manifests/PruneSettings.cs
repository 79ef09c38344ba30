namespace BuildCompress.Core.Manifests;

/// <summary>How channels are chosen.</summary>
/// <param name="Importance">What a weight is worth.</param>
/// <param name="Granularity">Kept channel counts are multiples of this or the full width; 1 by default.</param>
/// <param name="Balance">Weigh each layer by the logarithm of its retained importance, so that no layer starves; true by default.</param>
/// <param name="DropBlocks">Residual branches may lose all their channels, and thereby vanish; false by default.</param>
public sealed record PruneSettings(ImportanceKind Importance, int Granularity, bool Balance, bool DropBlocks)
{
    /// <summary>How importances of different layers are made comparable.</summary>
    public ImportanceNormalisation Normalise { get; init; }
}
