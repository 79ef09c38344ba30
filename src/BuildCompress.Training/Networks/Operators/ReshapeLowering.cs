using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Reshape to a constant shape; the batch is its 0 or -1.</summary>
internal sealed class ReshapeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Reshape"];

    public Step Lower(Node node, LoweringContext context)
    {
        var target = (node.Ints("shape")?.ToArray() ?? context.Integers(node, 1)) ?? throw LoweringContext.Unsupported(node, "its shape is missing");
        var copyZeros = node.Int("allowzero", 0) == 0;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            var result = new long[target.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = target[i] == 0 && copyZeros ? shape[i] : target[i];
            frame[y] = frame[x].reshape(result);
        };
    }
}
