using BuildCompress.Core.Manifests;

namespace BuildCompress.Onnx.Coupling;

/// <summary>How free a selection may be.</summary>
/// <param name="TieConvGroups">
/// Tie channel i of every group of a grouped convolution, so that any selection keeps the groups equal and one node fast. Without it any channel
/// may go; where groups become unequal <see cref="Surgery.ChannelSurgery"/> makes several convolutions of one.
/// </param>
/// <param name="Residuals">
/// Whether what is added to a residual stream keeps the same channels or each branch its own. Additions that are not of the plain forms of
/// <see cref="CouplingMap.Streams"/> are tied in both modes.
/// </param>
public sealed record CouplingOptions(bool TieConvGroups = true, ResidualMode Residuals = ResidualMode.Tied);
