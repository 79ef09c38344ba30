using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Mean and maximum over the whole image.</summary>
internal sealed class GlobalPoolLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["GlobalAveragePool", "GlobalMaxPool"];

    public Step Lower(Node node, LoweringContext context)
    {
        long[] axes = [2, 3];
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return node.OpType == "GlobalAveragePool"
            ? frame => frame[y] = nn.functional.adaptive_avg_pool2d(frame[x], [1, 1])
            : frame => frame[y] = frame[x].amax(axes, true);
    }
}
