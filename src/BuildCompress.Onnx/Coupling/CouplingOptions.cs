namespace BuildCompress.Onnx.Coupling;

/// <summary>How free a selection may be.</summary>
/// <param name="TieConvGroups">
/// Tie channel i of every group of a grouped convolution, so that any selection keeps the groups equal. Without it the caller must keep
/// equally many channels of each group (or drop whole groups), and <see cref="Surgery.ChannelSurgery"/> refuses what is not.
/// </param>
public sealed record CouplingOptions(bool TieConvGroups = true);
