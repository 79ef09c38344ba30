using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Pipeline.Stages;

/// <summary>The channels that stay, and how good the choice is.</summary>
internal sealed record Selected(ChannelSelection Channels, SelectionReport Report);
