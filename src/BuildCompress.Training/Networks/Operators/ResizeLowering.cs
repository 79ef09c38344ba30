using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Resize and Upsample: a matrix per resized axis, <c>[out, in]</c>, whose rows weigh the input's pixels.</summary>
internal sealed class ResizeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Resize", "Upsample"];

    public Step Lower(Node node, LoweringContext context)
    {
        var sampling = Sampling.Of(node, context.Opset);
        var axes = node.Ints("axes")?.ToArray();
        var scales = Scales(node, context);
        var sizes = scales is null ? context.Numbers(node, "sizes", 3) ?? throw LoweringContext.Unsupported(node, "it has neither scales nor sizes") : null;
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var result = frame[x].alias();
            var given = sizes?.In(frame);
            for (var i = 0; i < (scales?.Length ?? given!.Length); i++)
            {
                var axis = axes is null ? i : axes[i] < 0 ? axes[i] + result.ndim : axes[i];
                var size = result.shape[axis];
                var length = given?[i] ?? (long)MathF.Floor(size * scales![i]);
                var scale = scales?[i] ?? (float)length / size;
                if (scale == 1)
                    continue;
                using var before = result;
                using var weights = TensorData.Of(sampling.Weights((int)size, (int)length, scale), length, size);
                result = Along(axis, before, weights);
            }

            frame[y] = result;
        };
    }

    // [..., in, ...] → [..., out, ...]
    private static Tensor Along(long axis, Tensor input, Tensor weights)
    {
        var last = new long[input.ndim];
        for (var i = 0; i < last.Length; i++)
            last[i] = i;
        (last[axis], last[^1]) = (last[^1], last[axis]);
        using var moved = input.permute(last);
        using var columns = weights.permute(1, 0);
        using var product = moved.matmul(columns);
        return product.permute(last);
    }

    // Upsample and Resize of operator set 10 have them as input 1 (or as an attribute before 9), later ones as input 2.
    private static float[]? Scales(Node node, LoweringContext context)
    {
        if (node.Attributes.GetValueOrDefault("scales") is AttributeValue.Floats attribute)
            return [.. attribute.Values];
        if (node.Input(node.OpType == "Upsample" || context.Opset < 11 ? 1 : 2) is not { } name || context.Constant(name) is { Count: 0 })
            return null;
        return context.Constant(name) is { Element: ElementType.Float32 } constant ? constant.AsSpan<float>().ToArray()
            : throw LoweringContext.Unsupported(node, $"its scales '{name}' are computed while the model runs");
    }
}
