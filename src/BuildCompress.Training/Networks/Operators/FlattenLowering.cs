using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Flatten to a matrix: the axes before <c>axis</c>, and the rest.</summary>
internal sealed class FlattenLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Flatten"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axis = (int)node.Int("axis", 1);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            long rows = 1;
            for (var i = 0; i < (axis < 0 ? axis + shape.Length : axis); i++)
                rows *= shape[i];
            frame[y] = frame[x].reshape(rows, frame[x].numel() / rows);
        };
    }
}
