using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Constant: a tensor, a number or a list of numbers.</summary>
internal sealed class ConstantRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Constant"];

    public override void Infer(NodeInference node)
    {
        if (node.Node.Attributes.Values.FirstOrDefault() switch
        {
            AttributeValue.Tensor tensor => tensor.Value,
            AttributeValue.Int number => ConstantTensor.Of([number.Value]),
            AttributeValue.Float number => ConstantTensor.Of([number.Value]),
            AttributeValue.Ints numbers => ConstantTensor.Of([.. numbers.Values], numbers.Values.Count),
            AttributeValue.Floats numbers => ConstantTensor.Of([.. numbers.Values], numbers.Values.Count),
            _ => null,
        } is { } constant)
            node.OutputConstant(constant);
    }
}
