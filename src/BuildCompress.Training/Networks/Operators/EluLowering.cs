using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Elu: <c>x</c> above 0, <c>alpha * (exp(x) - 1)</c> below. Selu is its multiple by gamma with an alpha of its own.</summary>
internal sealed class EluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Elu", "Selu"];

    public Step Lower(Node node, LoweringContext context)
    {
        var isSelu = node.OpType == "Selu";
        var alpha = node.Float("alpha", isSelu ? 1.67326319f : 1);
        var gamma = isSelu ? node.Float("gamma", 1.05070102f) : 1;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var elu = nn.functional.elu(frame[x], alpha);
            frame[y] = gamma == 1 ? elu : elu * gamma;
        };
    }
}
