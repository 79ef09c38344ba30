using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Pad with a constant: attributes before opset 11, constant inputs since.</summary>
internal sealed class PadLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Pad"];

    public Step Lower(Node node, LoweringContext context)
    {
        if (node.Text("mode", "constant") is not "constant" and var mode)
            throw LoweringContext.Unsupported(node, $"its mode '{mode}' is not supported");
        if (node.Input(3) is not null)
            throw LoweringContext.Unsupported(node, "padding of chosen axes is not supported");
        var pads = (node.Ints("pads")?.ToArray() ?? context.Integers(node, 1)) ?? throw LoweringContext.Unsupported(node, "its amounts are missing");
        var value = node.Float("value", 0);
        if (node.Input(2) is { } name)
        {
            value = context.Constant(name) is { Element: ElementType.Float32, Count: 1 } constant
                ? constant.AsSpan<float>()[0]
                : throw LoweringContext.Unsupported(node, $"its value '{name}' is not a constant float32 number");
        }

        var reversed = Reversed(pads);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = nn.functional.pad(frame[x], reversed, PaddingModes.Constant, value);
    }

    /// <summary>From all starts then all ends to (start, end) pairs from the last axis on.</summary>
    private static long[] Reversed(long[] pads)
    {
        var rank = pads.Length / 2;
        var pairs = new long[pads.Length];
        for (var axis = 0; axis < rank; axis++)
        {
            pairs[2 * (rank - 1 - axis)] = pads[axis];
            pairs[(2 * (rank - 1 - axis)) + 1] = pads[axis + rank];
        }

        return pairs;
    }
}
