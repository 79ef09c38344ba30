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
            if (geometry.PoolTakes(pads))
            {
                frame[y] = nn.functional.max_pool2d(frame[x], geometry.Kernel, geometry.Strides, pads[..2], geometry.Dilations, ceil);
                return;
            }

            using var enlarged = WindowGeometry.Enlarge(frame[x], pads, double.NegativeInfinity);
            using var pooled = nn.functional.max_pool2d(enlarged, geometry.Kernel, geometry.Strides, [0, 0], geometry.Dilations, ceil);
            frame[y] = geometry.Trim(pooled, frame[x].shape, pads);
        };
    }
}
