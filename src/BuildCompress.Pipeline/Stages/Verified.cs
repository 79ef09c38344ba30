using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Stages;

/// <summary>An artifact that keeps every promise of its target, with the evidence.</summary>
/// <param name="File">Bytes of the ONNX file.</param>
/// <param name="Cost">Recounted from those bytes.</param>
/// <param name="Budgets">Every one met.</param>
/// <param name="Original">Accuracy of the model as given, 0..1, by the runtime.</param>
/// <param name="Result">Accuracy of the artifact, 0..1, by the runtime.</param>
/// <param name="Latency">Both models', measured in one interleaved run on the target's device, or why not.</param>
/// <param name="Fusion">What runs in integer arithmetic; null for a float32 artifact.</param>
internal sealed record Verified(
    byte[] File, ArtifactCost Cost, IReadOnlyList<BudgetReport> Budgets, double Original, double Result, VerifiedLatency Latency, FusionReport? Fusion);
