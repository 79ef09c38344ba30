using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Comparisons and logic with broadcasting: booleans.</summary>
internal sealed class ComparisonRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Xor"];

    public override void Infer(NodeInference node) =>
        node.Output(Dimensions.Broadcast(node.Shape(0), node.Shape(1)), element: ElementType.Bool);
}
