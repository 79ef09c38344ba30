namespace BuildCompress.Onnx.Coupling;

/// <summary>Which channels of a graph live and die together, and which weights they couple.</summary>
/// <param name="Groups">All groups, prunable or not; Id = index.</param>
/// <param name="Weights">Every Conv and Gemm in graph order.</param>
/// <param name="Channels">Channel of each element along the channel axis (1) of every activation, by value name.</param>
/// <param name="VectorParameters">Elements of per-channel vectors (bias, BatchNormalization) that one channel of group [i] carries along.</param>
public sealed record CouplingMap(
    IReadOnlyList<ChannelGroup> Groups, IReadOnlyList<WeightCoupling> Weights,
    IReadOnlyDictionary<string, IReadOnlyList<ChannelRef>> Channels, IReadOnlyList<long> VectorParameters);
