using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Pad with a constant along any axes, or with the image itself along height and width: attributes before opset 11, inputs since.</summary>
internal sealed class PadLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Pad"];

    public Step Lower(Node node, LoweringContext context)
    {
        var mode = node.Text("mode", "constant") switch
        {
            "constant" => PaddingModes.Constant,
            "reflect" => PaddingModes.Reflect,
            "edge" => PaddingModes.Replicate,
            "wrap" => PaddingModes.Circular,
            var other => throw LoweringContext.Unsupported(node, $"its mode '{other}' is not supported"),
        };
        var amounts = context.Numbers(node, "pads", 1) ?? throw LoweringContext.Unsupported(node, "its amounts are missing");
        var axes = context.Integers(node, 3);
        var value = Value(node, context);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var pairs = Pairs(amounts.In(frame), axes, (int)frame[x].ndim);
            if (mode == PaddingModes.Constant)
            {
                frame[y] = nn.functional.pad(frame[x], pairs, mode, value);
                return;
            }

            // libtorch mirrors and repeats the last axes only.
            var used = Math.Max(2, pairs.Length - 4);
            frame[y] = nn.functional.pad(frame[x], pairs.AsSpan(used).ContainsAnyExcept(0) ? pairs : pairs[..used], mode);
        };
    }

    private static float Value(Node node, LoweringContext context)
    {
        if (node.Input(2) is not { } name)
            return node.Float("value", 0);
        return context.Constant(name) is { Element: ElementType.Float32, Count: 1 } constant ? constant.AsSpan<float>()[0]
            : throw LoweringContext.Unsupported(node, $"its value '{name}' is not a constant float32 number");
    }

    /// <summary>From all starts then all ends to (start, end) pairs from the last axis on.</summary>
    private static long[] Pairs(long[] pads, long[]? axes, int rank)
    {
        var pairs = new long[2 * rank];
        var count = pads.Length / 2;
        for (var i = 0; i < count; i++)
        {
            var axis = axes is null ? i : axes[i] < 0 ? axes[i] + rank : axes[i];
            pairs[2 * (rank - 1 - axis)] = pads[i];
            pairs[(2 * (rank - 1 - axis)) + 1] = pads[i + count];
        }

        return pairs;
    }
}
