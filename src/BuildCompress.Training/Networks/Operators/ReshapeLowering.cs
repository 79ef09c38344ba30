using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Reshape; a 0 keeps the size that the input has there.</summary>
internal sealed class ReshapeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Reshape"];

    public Step Lower(Node node, LoweringContext context)
    {
        var target = context.Numbers(node, "shape", 1) ?? throw LoweringContext.Unsupported(node, "its shape is missing");
        var copyZeros = node.Int("allowzero", 0) == 0;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            long[] result = [.. target.In(frame)];
            for (var i = 0; i < result.Length; i++)
                result[i] = result[i] == 0 && copyZeros ? shape[i] : result[i];
            frame[y] = frame[x].reshape(result);
        };
    }
}
