using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Pipeline.Stages;

/// <summary>A network that learned to live on integer grids.</summary>
/// <param name="Model">Folded float graph whose weights lie on their grids.</param>
/// <param name="Facts">The grids, and what training gave.</param>
internal sealed record Quantised(Model Model, QuantisedFacts Facts);

/// <summary>The numbers for the exporter, and the accuracy after calibration and after training.</summary>
internal sealed record QuantisedFacts(QuantizationParameters Parameters, IReadOnlyList<AccuracyStep> Ladder);
