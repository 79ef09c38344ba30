using BuildCompress.Core.Units;

namespace BuildCompress.Onnx.Costs;

/// <summary>What a model costs at batch 1: exact counts, recounted from the graph that is emitted.</summary>
public sealed record ModelCost(Macs Macs, ParameterCount Parameters, IReadOnlyList<LayerCost> Layers)
{
    /// <summary>Display names of Conv, ConvTranspose, Gemm and MatMul nodes whose sizes are not known; they count 0 MACs.</summary>
    public IReadOnlyList<string> Uncounted { get; init; } = [];
}
