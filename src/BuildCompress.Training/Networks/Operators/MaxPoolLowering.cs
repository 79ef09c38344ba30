using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>MaxPool. Padding that libtorch does not take (asymmetric, or over half the kernel) becomes explicit negative infinity.</summary>
internal sealed class MaxPoolLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["MaxPool"];

    public Step Lower(Node node, LoweringContext context)
    {
        if (node.Outputs.Count > 1 && node.Outputs[1].Length > 0)
            throw LoweringContext.Unsupported(node, "its indices are used");
        var geometry = WindowGeometry.Of(node);
        var ceil = node.Int("ceil_mode", 0) != 0;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var pads = geometry.PadsFor(frame[x]);
            var direct = WindowGeometry.IsSymmetric(pads) && pads[0] <= geometry.Kernel[0] / 2 && pads[1] <= geometry.Kernel[1] / 2;
            using var enlarged = direct ? null : WindowGeometry.Enlarge(frame[x], pads, double.NegativeInfinity);
            frame[y] = nn.functional.max_pool2d(
                enlarged ?? frame[x], geometry.Kernel, geometry.Strides, direct ? pads[..2] : [0, 0], geometry.Dilations, ceil);
        };
    }
}
