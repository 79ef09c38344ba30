using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>AveragePool. Where padding that libtorch does not take is not to count, means are divided by the share of real cells.</summary>
internal sealed class AveragePoolLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["AveragePool"];

    public Step Lower(Node node, LoweringContext context)
    {
        var geometry = WindowGeometry.Of(node);
        if (geometry.Dilations is not [1, 1])
            throw LoweringContext.Unsupported(node, "dilated average pooling is not supported");
        var ceil = node.Int("ceil_mode", 0) != 0;
        var countPads = node.Int("count_include_pad", 0) != 0;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var pads = geometry.PadsFor(frame[x]);
            if (geometry.PoolTakes(pads))
            {
                frame[y] = nn.functional.avg_pool2d(frame[x], geometry.Kernel, geometry.Strides, pads[..2], ceil, countPads);
                return;
            }

            using var padded = WindowGeometry.Enlarge(frame[x], pads, 0);
            using var pooled = nn.functional.avg_pool2d(padded, geometry.Kernel, geometry.Strides, [0, 0], ceil);
            var mean = geometry.Trim(pooled, frame[x].shape, pads);
            frame[y] = countPads ? mean : mean / Share(frame[x], pads);
        };

        // The share of real cells in each window: [1, 1, H_out, W_out].
        Tensor Share(Tensor input, long[] pads)
        {
            var ones = torch.ones([1, 1, input.shape[2], input.shape[3]]);
            return geometry.Trim(
                nn.functional.avg_pool2d(WindowGeometry.Enlarge(ones, pads, 0), geometry.Kernel, geometry.Strides, [0, 0], ceil), input.shape, pads);
        }
    }
}
