using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Split: sizes by attribute before operator set 13, then by input; without sizes, equal parts with a smaller last one.</summary>
internal sealed class SplitRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Split"];

    public override void Infer(NodeInference node)
    {
        var input = node.Shape(0);
        var parts = node.Node.Outputs.Count;
        var axis = input is null ? null : Dimensions.Axis(node.Node.Int("axis", 0), input.Count);
        var sizes = node.List("split", 1);
        for (var part = 0; part < parts; part++)
        {
            if (axis is null)
            {
                node.Output(null, part);
                continue;
            }

            Dimension[] output = [.. input!];
            output[axis.Value] = Size(output[axis.Value], part);
            node.Output(output, part);
        }

        Dimension Size(Dimension whole, int part)
        {
            if (sizes is not null)
                return part < sizes.Count ? sizes[part] : Dimension.Unknown;
            if (node.Node.Input(1) is not null || whole.Value is not { } length)
                return Dimension.Unknown;
            var chunk = (length + parts - 1) / parts;
            return Math.Clamp(length - (part * chunk), 0, chunk);
        }
    }
}
