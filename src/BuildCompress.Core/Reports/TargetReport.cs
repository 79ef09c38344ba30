using System.Text.Json.Serialization;

namespace BuildCompress.Core.Reports;

/// <summary>What became of the model for one target: <c>report.json</c>, written beside the artifact and read by people's own tools.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Model">Name of the model, without folder and extension.</param>
/// <param name="Accuracy">On the validation samples, by the runtime.</param>
/// <param name="Original">The model as given.</param>
/// <param name="Result">The model as emitted, recounted from its file.</param>
/// <param name="Latency">Measured; absent when no device measured it.</param>
/// <param name="Unverified">Why no device has measured the artifact; null when one has.</param>
/// <param name="Budgets">In the order of the manifest.</param>
/// <param name="Selection">How the channels were chosen.</param>
/// <param name="Layers">Layers with channels to choose from, in graph order.</param>
/// <param name="Fusion">What the runtime runs in integer arithmetic; absent for a float32 artifact.</param>
/// <param name="Stages">How long each stage took, in order; reused ones took no time.</param>
/// <param name="Provenance">What else the result depends on.</param>
public sealed record TargetReport(
    string Target,
    string Model,
    AccuracyReport Accuracy,
    ModelFigures Original,
    ModelFigures Result,
    LatencyReport? Latency,
    string? Unverified,
    IReadOnlyList<BudgetReport> Budgets,
    SelectionReport Selection,
    IReadOnlyList<LayerReport> Layers,
    FusionReport? Fusion,
    IReadOnlyList<StageReport> Stages,
    Provenance Provenance)
{
    /// <summary>Every layer with MACs, in graph order: its bits, what the file holds, and what computes it.</summary>
    public IReadOnlyList<LayerPrecisionReport> Precision { get; init; } = [];

    /// <summary>How bits were chosen layer by layer; absent where all layers in between have the same.</summary>
    public MixedPrecisionReport? Mixed { get; init; }

    /// <summary>The version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Rises when a reader of the older form would misread the newer.</summary>
    [JsonPropertyOrder(-1)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;
}
