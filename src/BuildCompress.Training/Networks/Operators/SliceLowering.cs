using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Slice: attributes before opset 10, inputs since. A negative step reads the axis backwards.</summary>
internal sealed class SliceLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Slice"];

    public Step Lower(Node node, LoweringContext context)
    {
        if (context.Numbers(node, "starts", 1) is not { } starts || context.Numbers(node, "ends", 2) is not { } ends)
            throw LoweringContext.Unsupported(node, "its bounds are missing");
        var axes = context.Axes(node, 3);
        var steps = context.Integers(node, 4);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var (from, to) = (starts.In(frame), ends.In(frame));
            var result = frame[x].alias();
            for (var i = 0; i < from.Length; i++)
            {
                using var whole = result;
                var axis = axes is null ? i : axes[i] < 0 ? axes[i] + whole.ndim : axes[i];
                result = Cut(whole, axis, from[i], to[i], steps?[i] ?? 1);
            }

            frame[y] = result;
        };
    }

    private static Tensor Cut(Tensor whole, long axis, long start, long end, long step)
    {
        var size = whole.shape[axis];
        start += start < 0 ? size : 0;
        end += end < 0 ? size : 0;
        if (step > 0)
            return whole.slice(axis, Math.Clamp(start, 0, size), Math.Clamp(end, 0, size), step);
        using var reversed = whole.flip(axis);
        return reversed.slice(axis, size - 1 - Math.Clamp(start, 0, size - 1), size - 1 - Math.Clamp(end, -1, size - 1), -step);
    }
}
