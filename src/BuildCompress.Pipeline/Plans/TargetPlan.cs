using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Plans;

/// <summary>What a run would cut for one target.</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Planned">The artifact's cost, counted in the form it would be emitted in.</param>
/// <param name="Importance">What a weight is worth: the criterion as the manifest names it.</param>
/// <param name="Balanced">Whether layers count by the logarithm of what they retain.</param>
/// <param name="Selection">Objective, bound, gap, what the grid cost, and every budget's price and use, the latter counted as <paramref name="Planned"/> is.</param>
/// <param name="Layers">Every Conv, ConvTranspose, Gemm and MatMul with a constant weight, in graph order.</param>
/// <param name="PredictedLatencyMs">By the latency model of the target's device; absent where there is none.</param>
public sealed record TargetPlan(
    string Name, ModelFigures Planned, string Importance, bool Balanced, SelectionReport Selection, IReadOnlyList<PlannedLayer> Layers,
    double? PredictedLatencyMs)
{
    /// <summary>The bits of each layer of the planned artifact.</summary>
    public IReadOnlyList<LayerPrecisionReport> Precision { get; init; } = [];

    /// <summary>
    /// How bits were chosen layer by layer, on the cut network before any training; a run chooses anew on the finetuned one. Absent where all layers in
    /// between have the same.
    /// </summary>
    public MixedPrecisionReport? Mixed { get; init; }
}
