using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>
/// Cuts kernels for good: filters that keep the same rectangle of their kernel become a smaller convolution of their own, with the padding that
/// puts it where it was, and a Concat brings the parts together. The order in which that leaves the channels is folded into all that reads or
/// also makes them; where two convolutions want different orders, a Gather puts one right.
/// </summary>
public static class RectangleSurgery
{
    /// <summary>The model in which each filter computes only what it keeps; equal to <see cref="KernelMask"/>'s up to rounding.</summary>
    /// <param name="model">The model, channels already cut.</param>
    /// <param name="kernels">
    /// Rectangles, for convolutions with a constant kernel and a known padding. In a grouped convolution that is not depthwise each group must
    /// have equally many filters of each rectangle.
    /// </param>
    /// <exception cref="ArgumentException">The selection is not like that; the message names the place.</exception>
    public static Model Cut(Model model, KernelSelection kernels)
    {
        if (kernels.Kept.Count == 0)
            return model;
        var types = ShapeInference.Infer(model);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        var order = new ChannelOrder(model, coupling, FilterGrouping.Places(model.Graph, coupling, kernels));
        return new ConvSplit(order.Apply(), types, coupling, order.Apply(kernels)).Run();
    }
}
