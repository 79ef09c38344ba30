namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Flatten: the axes before <c>axis</c> become one, and the others another.</summary>
internal sealed class FlattenRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Flatten"];

    public override void Infer(NodeInference node)
    {
        var input = node.Shape(0);
        var axis = node.Node.Int("axis", 1);
        var split = input is null ? null : axis == input.Count ? input.Count : Dimensions.Axis(axis, input.Count);
        node.Output(split is null ? null : [Dimensions.Product(input!.Take(split.Value)), Dimensions.Product(input!.Skip(split.Value))]);
    }
}
