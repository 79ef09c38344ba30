using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Clip to constant bounds: attributes before opset 11, inputs since.</summary>
internal sealed class ClipLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Clip"];

    public Step Lower(Node node, LoweringContext context)
    {
        var low = Bound(node, context, "min", 1, float.MinValue);
        var high = Bound(node, context, "max", 2, float.MaxValue);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = nn.functional.hardtanh(frame[x], low, high);
    }

    private static float Bound(Node node, LoweringContext context, string attribute, int input, float fallback)
    {
        if (node.Input(input) is not { } name)
            return node.Float(attribute, fallback);
        return context.Constant(name) is { Element: ElementType.Float32, Count: 1 } bound
            ? bound.AsSpan<float>()[0]
            : throw LoweringContext.Unsupported(node, $"its bound '{name}' is not a constant float32 number");
    }
}
