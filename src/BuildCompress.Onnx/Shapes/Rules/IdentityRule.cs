using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Operators that hand on their input at inference: the elements of shape tensors go with it.</summary>
internal sealed class IdentityRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Identity", "Dropout"];

    public override void Infer(NodeInference node)
    {
        node.Output(node.Shape(0));
        node.Output(node.Shape(0), 1, ElementType.Bool);
        if (node.Value(0) is { } value)
            node.OutputValue(value);
    }
}
