using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Element-wise arithmetic with broadcasting.</summary>
internal sealed class BinaryLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Add", "Sub", "Mul", "Div"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (a, b, y) = (context.Read(node, 0), context.Read(node, 1), context.Write(node, 0));
        return node.OpType switch
        {
            "Add" => frame => frame[y] = frame[a] + frame[b],
            "Sub" => frame => frame[y] = frame[a] - frame[b],
            "Mul" => frame => frame[y] = frame[a] * frame[b],
            _ => frame => frame[y] = frame[a] / frame[b],
        };
    }
}
