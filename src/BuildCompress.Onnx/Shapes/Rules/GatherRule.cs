using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Gather: the axis gives way to the shape of the indices; picks elements of shape vectors.</summary>
internal sealed class GatherRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Gather"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { } data || node.Shape(1) is not { } indices || Dimensions.Axis(node.Node.Int("axis", 0), data.Count) is not { } axis)
        {
            node.Output(null);
            return;
        }

        node.Output([.. data.Take(axis), .. indices, .. data.Skip(axis + 1)]);
        if (node.Value(0) is not { Dims.Count: 1 } value || node.Value(1) is not { } picks || picks.Numbers is not { } numbers)
            return;
        var elements = new Dimension[numbers.Length];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = Dimensions.Axis(numbers[i], value.Elements.Count) is { } index ? value.Elements[index] : Dimension.Unknown;
        node.OutputValue(new ShapeValue(value.Element, picks.Dims, elements));
    }
}
