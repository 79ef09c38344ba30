using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Cut: graph, selection → a smaller graph that computes what the masked one would.</summary>
internal static class CutStage
{
    /// <summary>Channels, then kernel positions.</summary>
    public static Model Run(Model model, CouplingMap coupling, Selected selected, SpatialMode mode)
    {
        var cut = Run(model, coupling, selected.Channels);
        return selected.Kernels is { } kernels ? Run(cut, kernels, mode) : cut;
    }

    /// <summary>Channels.</summary>
    public static Model Run(Model model, CouplingMap coupling, ChannelSelection selection) => ChannelSurgery.Cut(model, coupling, selection);

    /// <summary>Kernel positions of a model whose channels are cut: columns become zeros, rectangles smaller convolutions.</summary>
    public static Model Run(Model cut, KernelSelection kernels, SpatialMode mode) => mode switch
    {
        SpatialMode.Columns => KernelMask.Apply(cut, kernels),
        SpatialMode.Rectangles => RectangleSurgery.Cut(cut, kernels),
        _ => cut,
    };
}
