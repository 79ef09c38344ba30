using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Softmax over one axis. Before opset 13 it ran over all axes from <c>axis</c> on; that differs unless only one is longer than 1.</summary>
internal sealed class SoftmaxLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Softmax"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axis = node.Int("axis", context.Opset < 13 ? 1 : -1);
        if (context.Opset < 13 && context.Rank(node.Inputs[0]) != 2)
            throw LoweringContext.Unsupported(node, "before opset 13 it is supported for matrices only");
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = nn.functional.softmax(frame[x], axis);
    }
}
