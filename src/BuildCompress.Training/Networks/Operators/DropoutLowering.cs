using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Dropout: active only while training; its ratio is an attribute before opset 12, a constant input since.</summary>
internal sealed class DropoutLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Dropout"];

    public Step Lower(Node node, LoweringContext context)
    {
        var ratio = context.Constant(node.Input(1)) is { Element: ElementType.Float32, Count: 1 } input
            ? input.AsSpan<float>()[0]
            : node.Float("ratio", 0.5f);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = frame.Mode == NetworkMode.Evaluation ? frame[x].alias() : nn.functional.dropout(frame[x], ratio, true);
    }
}
