using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Gather: what lies at some indices of one axis; the indices' shape takes the axis' place.</summary>
internal sealed class GatherLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Gather"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axis = (int)node.Int("axis", 0);
        var (x, indices, y) = (context.Read(node, 0), context.Read(node, 1), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            var at = axis < 0 ? axis + shape.Length : axis;
            using var whole = frame[indices].to(ScalarType.Int64);
            var positions = whole.data<long>().ToArray();
            for (var i = 0; i < positions.Length; i++)
                positions[i] += positions[i] < 0 ? shape[at] : 0;
            using var index = TensorData.Of(positions);
            using var picked = frame[x].index_select(at, index);
            frame[y] = picked.reshape([.. shape.AsSpan(0, at), .. whole.shape, .. shape.AsSpan(at + 1)]);
        };
    }
}
