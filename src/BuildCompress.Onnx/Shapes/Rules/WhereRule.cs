namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Where: broadcasts condition and both choices; the choices give the element type.</summary>
internal sealed class WhereRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Where"];

    public override void Infer(NodeInference node) =>
        node.Output(Dimensions.Broadcast(node.Shape(0), Dimensions.Broadcast(node.Shape(1), node.Shape(2))), element: node.Element(1));
}
