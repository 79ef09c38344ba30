using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Functions of one number without attributes.</summary>
internal sealed class UnaryLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } =
        ["Relu", "Sigmoid", "Tanh", "HardSwish", "Softplus", "Softsign", "Mish", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Floor"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return node.OpType switch
        {
            "Relu" => frame => frame[y] = nn.functional.relu(frame[x]),
            "Sigmoid" => frame => frame[y] = frame[x].sigmoid(),
            "Tanh" => frame => frame[y] = frame[x].tanh(),
            "HardSwish" => frame => frame[y] = nn.functional.hardswish(frame[x]),
            "Softplus" => frame => frame[y] = nn.functional.softplus(frame[x]),
            "Softsign" => frame => frame[y] = frame[x] / (frame[x].abs() + 1),
            "Mish" => frame => frame[y] = frame[x] * nn.functional.softplus(frame[x]).tanh(),
            "Erf" => frame => frame[y] = frame[x].erf(),
            "Exp" => frame => frame[y] = frame[x].exp(),
            "Log" => frame => frame[y] = frame[x].log(),
            "Sqrt" => frame => frame[y] = frame[x].sqrt(),
            "Reciprocal" => frame => frame[y] = frame[x].reciprocal(),
            "Neg" => frame => frame[y] = frame[x].neg(),
            "Abs" => frame => frame[y] = frame[x].abs(),
            _ => frame => frame[y] = frame[x].floor(),
        };
    }
}
