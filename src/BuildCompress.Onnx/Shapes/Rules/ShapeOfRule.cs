using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Shape (with <c>start</c> and <c>end</c> from operator set 15) and Size: where shape arithmetic begins.</summary>
internal sealed class ShapeOfRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Shape", "Size"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { } shape)
        {
            node.Output(node.Node.OpType == "Size" ? [] : [Dimension.Unknown], element: ElementType.Int64);
            return;
        }

        if (node.Node.OpType == "Size")
        {
            node.OutputValue(new ShapeValue(ElementType.Int64, [], [Dimensions.Product(shape)]));
            return;
        }

        var range = SliceRange.Of(shape.Count, node.Node.Int("start", 0), node.Node.Int("end", long.MaxValue), 1)!;
        node.OutputValue(ShapeValue.Vector(ElementType.Int64, [.. range.Indices().Select(axis => shape[(int)axis])]));
    }
}
