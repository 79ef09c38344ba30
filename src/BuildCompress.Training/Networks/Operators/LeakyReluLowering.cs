using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>LeakyRelu.</summary>
internal sealed class LeakyReluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["LeakyRelu"];

    public Step Lower(Node node, LoweringContext context)
    {
        var slope = node.Float("alpha", 0.01f);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = nn.functional.leaky_relu(frame[x], slope);
    }
}
