using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Identity.</summary>
internal sealed class IdentityLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Identity"];

    public Step Lower(Node node, LoweringContext context)
    {
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = frame[x].alias();
    }
}
