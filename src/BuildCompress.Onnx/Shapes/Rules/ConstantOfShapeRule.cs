using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>ConstantOfShape: one value (0 unless given) in the shape that the input states.</summary>
internal sealed class ConstantOfShapeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["ConstantOfShape"];

    public override void Infer(NodeInference node)
    {
        var fill = node.Node.Attributes.GetValueOrDefault("value") is AttributeValue.Tensor tensor ? tensor.Value : ConstantTensor.Of([0f], 1);
        var shape = node.Value(0)?.Elements;
        node.Output(shape, element: fill.Element);
        if (shape is not null && Dimensions.Product(shape).Value is >= 0 and <= ShapeValue.MaxCount and var count
            && ShapeValue.Of(fill) is { Elements.Count: 1 } value)
            node.OutputValue(new ShapeValue(fill.Element, [.. shape.Select(size => size.Value!.Value)], [.. Enumerable.Repeat(value.Elements[0], (int)count)]));
    }
}
