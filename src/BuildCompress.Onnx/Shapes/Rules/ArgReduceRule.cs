using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>ArgMax and ArgMin: indices, one axis reduced.</summary>
internal sealed class ArgReduceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["ArgMax", "ArgMin"];

    public override void Infer(NodeInference node)
    {
        var keep = node.Node.Int("keepdims", 1) != 0;
        var input = node.Shape(0);
        var axis = input is null ? null : Dimensions.Axis(node.Node.Int("axis", 0), input.Count);
        node.Output(
            axis is null ? null : [.. input!.Select((size, i) => i == axis ? 1 : size).Where((_, i) => keep || i != axis)], element: ElementType.Int64);
    }
}
