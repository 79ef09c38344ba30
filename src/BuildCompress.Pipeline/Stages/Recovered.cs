using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Pipeline.Stages;

/// <summary>A trained network and its accuracy after each step.</summary>
internal sealed record Recovered(Model Model, IReadOnlyList<AccuracyStep> Ladder);
