using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Slice with constant bounds and positive steps: attributes before opset 10, inputs since.</summary>
internal sealed class SliceLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Slice"];

    public Step Lower(Node node, LoweringContext context)
    {
        var starts = node.Ints("starts")?.ToArray() ?? context.Integers(node, 1);
        var ends = node.Ints("ends")?.ToArray() ?? context.Integers(node, 2);
        if (starts is null || ends is null)
            throw LoweringContext.Unsupported(node, "its bounds are missing");
        var axes = node.Ints("axes")?.ToArray() ?? context.Integers(node, 3) ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = context.Integers(node, 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (steps.Any(s => s <= 0))
            throw LoweringContext.Unsupported(node, "steps below 1 are not supported");
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var result = frame[x].alias();
            for (var i = 0; i < starts.Length; i++)
            {
                var axis = axes[i] < 0 ? axes[i] + result.shape.Length : axes[i];
                var size = result.shape[axis];
                using var whole = result;
                result = whole.slice(axis, Within(starts[i], size), Within(ends[i], size), steps[i]);
            }

            frame[y] = result;
        };
    }

    private static long Within(long index, long size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
}
