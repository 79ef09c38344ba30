using BuildCompress.Onnx.Coupling.Residuals;

namespace BuildCompress.Onnx.Coupling;

/// <summary>Which channels of a graph live and die together, and which weights they couple.</summary>
/// <param name="Groups">All groups, prunable or not; Id = index.</param>
/// <param name="Weights">Every Conv, ConvTranspose, Gemm and MatMul with a constant weight, in graph order; a shared weight once per reader.</param>
/// <param name="Channels">Channels of every activation by value name; one that is missing keeps its shape whatever is cut.</param>
/// <param name="Parameters">Every constant that is read along channels, in graph order.</param>
/// <param name="VectorParameters">
/// Elements that one channel of group [i] carries along outside of <paramref name="Weights"/>: biases, BatchNormalization, slopes.
/// </param>
public sealed record CouplingMap(
    IReadOnlyList<ChannelGroup> Groups, IReadOnlyList<WeightCoupling> Weights,
    IReadOnlyDictionary<string, ChannelLayout> Channels, IReadOnlyList<ParameterUse> Parameters,
    IReadOnlyList<long> VectorParameters)
{
    /// <summary>Runs of Reshape and Transpose that only reorder channels: any of them may be cut.</summary>
    public IReadOnlyList<ChannelShuffle> Shuffles { get; init; } = [];

    /// <summary>Residual streams whose branches keep channels of their own; none when residuals are tied. Every selection must obey their rules.</summary>
    public IReadOnlyList<ResidualStream> Streams { get; init; } = [];
}
