using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Sums, means, extremes and norms over some axes or all: an attribute in older operator sets, an input since.</summary>
internal sealed class ReduceLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare"];

    public Step Lower(Node node, LoweringContext context)
    {
        var keep = node.Int("keepdims", 1) != 0;
        var named = context.Axes(node, 1);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        if (named is null or [] && node.Int("noop_with_empty_axes", 0) != 0)
            return frame => frame[y] = frame[x].alias();
        Func<Tensor, long[], Tensor> reduce = node.OpType switch
        {
            "ReduceMean" => (input, axes) => input.mean(axes, keep),
            "ReduceSum" => (input, axes) => input.sum(axes, keep),
            "ReduceMax" => (input, axes) => input.amax(axes, keep),
            "ReduceMin" => (input, axes) => input.amin(axes, keep),
            "ReduceL1" => (input, axes) => input.abs().sum(axes, keep),
            "ReduceL2" => (input, axes) => input.square().sum(axes, keep).sqrt(),
            _ => (input, axes) => input.square().sum(axes, keep),
        };
        return frame => frame[y] = reduce(frame[x], named is null or [] ? All(frame[x]) : named);
    }

    private static long[] All(Tensor input)
    {
        var axes = new long[input.ndim];
        for (var i = 0; i < axes.Length; i++)
            axes[i] = i;
        return axes;
    }
}
