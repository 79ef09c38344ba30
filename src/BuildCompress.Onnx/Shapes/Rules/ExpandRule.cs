namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Expand: broadcasts the input to the shape that input 1 states.</summary>
internal sealed class ExpandRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Expand"];

    public override void Infer(NodeInference node) => node.Output(Dimensions.Broadcast(node.Shape(0), node.Value(1)?.Elements));
}
