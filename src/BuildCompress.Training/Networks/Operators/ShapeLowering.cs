using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Shape: the sizes of a value, for graphs that compute with the size of their image.</summary>
internal sealed class ShapeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Shape"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (start, end) = (node.Int("start", 0), node.Int("end", long.MaxValue));
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            var (from, to) = (Within(start, shape.Length), Within(end, shape.Length));
            frame[y] = TensorData.Of(shape.AsSpan(from, Math.Max(0, to - from)));
        };
    }

    private static int Within(long index, int rank) => (int)Math.Clamp(index < 0 ? index + rank : index, 0, rank);
}
