namespace BuildCompress.Core.Manifests;

/// <summary>How channels and kernel positions are chosen.</summary>
/// <param name="Importance">What a weight is worth.</param>
/// <param name="Granularity">Kept channel counts are multiples of this or the full width; 1 by default.</param>
/// <param name="Balance">Weigh each layer by the logarithm of its retained importance, so that no layer starves; true by default.</param>
/// <param name="DropBlocks">Residual branches may lose all their channels, and thereby vanish; false by default.</param>
public sealed record PruneSettings(ImportanceKind Importance, int Granularity, bool Balance, bool DropBlocks)
{
    /// <summary>How importances of different layers are made comparable.</summary>
    public ImportanceNormalisation Normalise { get; init; }

    /// <summary>Which kernel positions filters may lose besides; none by default.</summary>
    public SpatialMode Spatial { get; init; }

    /// <summary>
    /// Part of a kernel's positions that the choice of channels counts on (the QCQP paper widens its budget by 1/gamma), above 0 to 1; 0.5 by
    /// default. The choice of positions then meets the budgets.
    /// </summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>Most rectangles, i.e. convolutions, that a layer becomes; 4 by default.</summary>
    public int MaxRectangles { get; init; } = 4;

    /// <summary>Whether all that adds to a residual stream keeps the same channels; tied by default.</summary>
    public ResidualMode Residuals { get; init; }

    /// <summary>
    /// Seconds that the engine for mixed-integer programs may spend on a better selection and its proof; 0, the default, leaves it out. A problem that
    /// it does not finish depends on the machine's speed.
    /// </summary>
    public int ExactSeconds { get; init; }
}
