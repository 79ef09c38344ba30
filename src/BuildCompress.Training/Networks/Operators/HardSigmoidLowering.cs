using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>HardSigmoid: <c>alpha * x + beta</c>, limited to 0..1.</summary>
internal sealed class HardSigmoidLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["HardSigmoid"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (alpha, beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5f));
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            using var line = frame[x] * alpha;
            using var shifted = line + beta;
            frame[y] = nn.functional.hardtanh(shifted, 0, 1);
        };
    }
}
