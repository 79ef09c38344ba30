using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.Pipeline.Stages;

/// <summary>The channels that stay, and how good the choice is.</summary>
internal sealed record Selected(ChannelSelection Channels, SelectionReport Report)
{
    /// <summary>The kernel positions that the filters of the cut model keep; null where kernels stay whole.</summary>
    public KernelSelection? Kernels { get; init; }

    /// <summary>What the choice maximised: the importance kept or, when balanced, the sum over layers of the logarithm of their retained shares.</summary>
    public double Worth { get; init; }
}
