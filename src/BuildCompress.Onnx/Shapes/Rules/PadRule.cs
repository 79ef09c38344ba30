using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Pad: amounts (attribute before operator set 11, then input) for the begin of every axis, then the end of every axis; negative ones cut.</summary>
internal sealed class PadRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Pad"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { } input)
        {
            node.Output(null);
            return;
        }

        var pads = node.Node.Ints("pads") is { } attribute ? [.. attribute.Select(pad => (Dimension)pad)] : node.Value(1)?.Elements;
        var axes = node.Node.Input(3) is null ? [.. Enumerable.Range(0, input.Count).Select(axis => (long)axis)] : node.Numbers(3);
        var output = new Dimension[input.Count];
        if (pads is not null && axes is not null && pads.Count == 2 * axes.Count)
        {
            input.ToArray().CopyTo(output, 0);
            for (var i = 0; i < axes.Count; i++)
            {
                if (Dimensions.Axis(axes[i], input.Count) is { } axis)
                    output[axis] = Dimensions.Add(output[axis], Dimensions.Add(pads[i], pads[i + axes.Count]));
            }
        }

        node.Output(output);
    }
}
