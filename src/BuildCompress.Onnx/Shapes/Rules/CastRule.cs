using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Cast: same shape, another element type; between the two integer types of shapes the elements go along.</summary>
internal sealed class CastRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Cast", "CastLike"];

    public override void Infer(NodeInference node)
    {
        var element = node.Node.OpType == "CastLike" ? node.Element(1) : (ElementType)node.Node.Int("to", 0);
        node.Output(node.Shape(0), element: element);
        if (node.Value(0) is { } value && (element == ElementType.Int64 || (element == ElementType.Int32 && value.Elements.All(Fits))))
            node.OutputValue(value with { Element = element });
    }

    private static bool Fits(Dimension element) => element.Value is null or (>= int.MinValue and <= int.MaxValue);
}
