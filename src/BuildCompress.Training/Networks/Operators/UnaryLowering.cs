using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Functions of one number.</summary>
internal sealed class UnaryLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Relu", "Sigmoid", "Tanh", "HardSwish", "HardSigmoid"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        switch (node.OpType)
        {
            case "Relu":
                return frame => frame[y] = nn.functional.relu(frame[x]);
            case "Sigmoid":
                return frame => frame[y] = frame[x].sigmoid();
            case "Tanh":
                return frame => frame[y] = frame[x].tanh();
            case "HardSwish":
                return frame => frame[y] = nn.functional.hardswish(frame[x]);
            default:
                var (alpha, beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5f));
                return frame =>
                {
                    using var line = frame[x] * alpha;
                    using var shifted = line + beta;
                    frame[y] = nn.functional.hardtanh(shifted, 0, 1);
                };
        }
    }
}
