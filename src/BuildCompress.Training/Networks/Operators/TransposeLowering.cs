using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Transpose.</summary>
internal sealed class TransposeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Transpose"];

    public Step Lower(Node node, LoweringContext context)
    {
        var order = node.Ints("perm")?.ToArray();
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = frame[x].permute(order ?? [.. Enumerable.Range(0, frame[x].shape.Length).Reverse().Select(i => (long)i)]);
    }
}
