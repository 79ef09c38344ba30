namespace BuildCompress.Onnx.Coupling;

/// <summary>Which channel every index of a tensor's channel axes belongs to. Almost always one axis, 1; several after a Reshape that splits it.</summary>
/// <param name="Axes">The axes that count channels, ascending.</param>
/// <param name="Dims">Their sizes.</param>
/// <param name="Channels">Row-major over <paramref name="Axes"/>; the same channel may stand at several places (Flatten repeats it per position).</param>
/// <param name="Rank">Number of axes of the tensor; 0 when unknown.</param>
public sealed record ChannelLayout(IReadOnlyList<int> Axes, IReadOnlyList<int> Dims, IReadOnlyList<ChannelRef> Channels, int Rank);
