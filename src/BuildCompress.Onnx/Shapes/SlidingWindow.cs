using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>Geometry of a convolution or pooling: window, strides, dilations and pads of each spatial axis.</summary>
/// <param name="Kernel">Window size by axis.</param>
/// <param name="Strides">Step by axis.</param>
/// <param name="Dilations">Distance of taps by axis.</param>
/// <param name="Pads">Begin of every axis, then end of every axis.</param>
/// <param name="AutoPad"><c>NOTSET</c>, <c>VALID</c>, <c>SAME_UPPER</c> or <c>SAME_LOWER</c>; all but the first make <paramref name="Pads"/> moot.</param>
/// <param name="CeilMode">Whether a last, partial window counts.</param>
internal sealed record SlidingWindow(
    IReadOnlyList<long> Kernel, IReadOnlyList<long> Strides, IReadOnlyList<long> Dilations, IReadOnlyList<long> Pads, string AutoPad, bool CeilMode)
{
    /// <summary>Reads the attributes; null when they contradict each other.</summary>
    /// <param name="node">A Conv, ConvTranspose or pooling.</param>
    /// <param name="kernel">Window size when the node does not state it.</param>
    public static SlidingWindow? Of(Node node, IReadOnlyList<long>? kernel = null)
    {
        kernel = node.Ints("kernel_shape") ?? kernel;
        if (kernel is null)
            return null;
        var ones = Enumerable.Repeat(1L, kernel.Count).ToArray();
        var window = new SlidingWindow(
            kernel, node.Ints("strides") ?? ones, node.Ints("dilations") ?? ones, node.Ints("pads") ?? new long[2 * kernel.Count],
            node.Text("auto_pad", "NOTSET"), node.Int("ceil_mode", 0) != 0);
        return window.Strides.Count == kernel.Count && window.Dilations.Count == kernel.Count && window.Pads.Count == 2 * kernel.Count
            && window.Strides.All(stride => stride > 0) ? window : null;
    }

    /// <summary>Output size along spatial axis <paramref name="axis"/>.</summary>
    public Dimension Output(Dimension input, int axis)
    {
        Int128 stride = Strides[axis];
        var extent = ((Int128)(Kernel[axis] - 1) * Dilations[axis]) + 1;
        if (AutoPad.StartsWith("SAME", StringComparison.Ordinal))
            return stride == 1 ? input : input.Value is { } same ? Size((same + stride - 1) / stride) : Dimension.Unknown;

        Int128 begin = AutoPad == "VALID" ? 0 : Pads[axis];
        var pad = AutoPad == "VALID" ? 0 : begin + Pads[axis + Kernel.Count];
        if (stride == 1 && pad == extent - 1)
            return input;
        if (input.Value is not { } size || size + pad < extent)
            return Dimension.Unknown;
        var steps = size + pad - extent;
        var output = (steps / stride) + 1;

        // A partial window counts when it begins inside the input or its leading pad.
        if (CeilMode && steps % stride != 0 && output * stride < size + begin)
            output++;
        return Size(output);
    }

    private static Dimension Size(Int128 size) => size > 0 && size <= long.MaxValue ? (long)size : Dimension.Unknown;
}
