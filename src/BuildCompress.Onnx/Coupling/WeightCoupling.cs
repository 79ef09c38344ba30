namespace BuildCompress.Onnx.Coupling;

/// <summary>The weight of a Conv, ConvTranspose, Gemm or MatMul as a bilinear form over channels: entry (o, i) lives when both its channels live.</summary>
/// <param name="Node">Display name of the node.</param>
/// <param name="Weight">Value name of the weight; nodes may share one.</param>
/// <param name="Output">Channel of each output: <c>[outC]</c>.</param>
/// <param name="Input">Channel of each input: <c>[inC]</c> (all groups of a grouped Conv; every column of a Gemm).</param>
/// <param name="ConvGroups">Groups of a Conv; 1 for a Gemm. A depthwise Conv has Output and Input the same channels.</param>
/// <param name="KernelElements">kH * kW; 1 for a Gemm.</param>
/// <param name="OutputPositions">H_out * W_out (of the input for ConvTranspose); 1 for a Gemm. MACs of one (o, i) pair are KernelElements * OutputPositions.</param>
/// <param name="OutputAxis">Axis of the weight that runs over <paramref name="Output"/>: 0, or 1 for <c>[in, out]</c> weights (Gemm with transB = 0, MatMul, ConvTranspose).</param>
public sealed record WeightCoupling(
    string Node, string Weight, IReadOnlyList<ChannelRef> Output, IReadOnlyList<ChannelRef> Input, int ConvGroups,
    long KernelElements, long OutputPositions, int OutputAxis = 0)
{
    /// <summary>Whether every output reads one input, its own channel.</summary>
    public bool IsDepthwise => ConvGroups > 1 && Input.Count == ConvGroups;
}
