using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Means and maxima over the whole image: GlobalAveragePool, GlobalMaxPool, and ReduceMean over height and width.</summary>
internal sealed class GlobalPoolLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["GlobalAveragePool", "GlobalMaxPool", "ReduceMean"];

    public Step Lower(Node node, LoweringContext context)
    {
        var keep = node.Int("keepdims", 1) != 0;
        long[] axes = [2, 3];
        if (node.OpType == "ReduceMean")
            axes = (node.Ints("axes")?.ToArray() ?? context.Integers(node, 1)) ?? throw LoweringContext.Unsupported(node, "it reduces every axis");
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return node.OpType switch
        {
            "GlobalAveragePool" => frame => frame[y] = nn.functional.adaptive_avg_pool2d(frame[x], [1, 1]),
            "GlobalMaxPool" => frame => frame[y] = frame[x].amax(axes, true),
            _ => frame => frame[y] = frame[x].mean(axes, keep),
        };
    }
}
