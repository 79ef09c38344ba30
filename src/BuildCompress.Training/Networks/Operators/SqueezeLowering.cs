using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Squeeze and Unsqueeze: axes of length 1 taken out (those named, or all) or put in.</summary>
internal sealed class SqueezeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Squeeze", "Unsqueeze"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axes = context.Axes(node, 1);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        if (node.OpType == "Squeeze")
            return frame => frame[y] = frame[x].reshape(Squeezed(frame[x].shape, axes));
        if (axes is null)
            throw LoweringContext.Unsupported(node, "its axes are missing");
        return frame => frame[y] = frame[x].reshape(Unsqueezed(frame[x].shape, axes));
    }

    private static long[] Squeezed(long[] shape, long[]? axes)
    {
        var result = new List<long>(shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            if (axes is null ? shape[i] != 1 : !axes.Contains(i) && !axes.Contains(i - shape.Length))
                result.Add(shape[i]);
        }

        return [.. result];
    }

    private static long[] Unsqueezed(long[] shape, long[] axes)
    {
        var result = new long[shape.Length + axes.Length];
        var next = 0;
        for (var i = 0; i < result.Length; i++)
            result[i] = axes.Contains(i) || axes.Contains(i - result.Length) ? 1 : shape[next++];
        return result;
    }
}
