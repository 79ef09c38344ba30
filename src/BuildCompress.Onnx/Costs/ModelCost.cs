using BuildCompress.Core.Units;

namespace BuildCompress.Onnx.Costs;

/// <summary>What a model costs at batch 1: exact counts, recounted from the graph that is emitted.</summary>
public sealed record ModelCost(Macs Macs, ParameterCount Parameters, IReadOnlyList<LayerCost> Layers);
