using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Element-wise arithmetic with broadcasting. Whole numbers (sizes) are divided towards zero.</summary>
internal sealed class BinaryLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Add", "Sub", "Mul", "Div", "Pow"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (a, b, y) = (context.Read(node, 0), context.Read(node, 1), context.Write(node, 0));
        var rounding = context.Element(node.Inputs[0]) is ElementType.Int64 or ElementType.Int32 ? RoundingMode.trunc : RoundingMode.None;
        return node.OpType switch
        {
            "Add" => frame => frame[y] = frame[a] + frame[b],
            "Sub" => frame => frame[y] = frame[a] - frame[b],
            "Mul" => frame => frame[y] = frame[a] * frame[b],
            "Pow" => frame => frame[y] = frame[a].pow(frame[b]),
            _ => frame => frame[y] = frame[a].div(frame[b], rounding),
        };
    }
}
