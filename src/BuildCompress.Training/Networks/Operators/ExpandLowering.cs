using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Expand: repeats a value to the shape that it and the target have in common by broadcasting.</summary>
internal sealed class ExpandLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Expand"];

    public Step Lower(Node node, LoweringContext context)
    {
        var target = context.Numbers(node, "shape", 1) ?? throw LoweringContext.Unsupported(node, "its shape is missing");
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var (shape, sizes) = (frame[x].shape, target.In(frame));
            var result = new long[Math.Max(shape.Length, sizes.Length)];
            for (var i = 1; i <= result.Length; i++)
                result[^i] = i <= sizes.Length && (i > shape.Length || shape[^i] == 1) ? sizes[^i] : shape[^i];
            frame[y] = frame[x].expand(result);
        };
    }
}
