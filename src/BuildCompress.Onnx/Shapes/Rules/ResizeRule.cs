using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>
/// Resize and Upsample: sizes given, or the input's sizes times constant scales, rounded down. Upsample and Resize of operator set 10
/// have the scales as input 1 (or an attribute before 9), later ones as input 2.
/// </summary>
internal sealed class ResizeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Resize", "Upsample"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { } input)
        {
            node.Output(null);
            return;
        }

        var axes = node.Node.Ints("axes") ?? [.. Enumerable.Range(0, input.Count).Select(axis => (long)axis)];
        var sizes = node.Value(3)?.Elements;
        var scales = Scales(node);
        Dimension[] output = [.. input];
        for (var i = 0; i < axes.Count; i++)
        {
            if (Dimensions.Axis(axes[i], input.Count) is not { } axis)
                continue;
            output[axis] = sizes?.Count == axes.Count ? sizes[i]
                : scales?.Count == axes.Count ? Scale(input[axis], scales[i]) : Dimension.Unknown;
        }

        var keepsAspect = node.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch";
        node.Output(keepsAspect ? new Dimension[input.Count] : output);
    }

    private static IReadOnlyList<float>? Scales(NodeInference node)
    {
        if (node.Node.Attributes.GetValueOrDefault("scales") is AttributeValue.Floats attribute)
            return attribute.Values;
        var input = node.Node.OpType == "Upsample" || node.Opset < 11 ? 1 : 2;
        return node.Constant(input) is { Element: ElementType.Float32 } constant ? constant.AsSpan<float>().ToArray() : null;
    }

    private static Dimension Scale(Dimension size, float scale)
    {
        if (scale == 1)
            return size;

        // In float32, as the runtime computes it: 10 * 1.3f is 13.
        var scaled = MathF.Floor((size.Value ?? float.NaN) * scale);
        return scaled is >= 0 and < long.MaxValue ? (long)scaled : Dimension.Unknown;
    }
}
