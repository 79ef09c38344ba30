namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>BatchNormalization: output 0 has the type of input 0; scale, shift, mean and variance are <c>[C]</c>, C being axis 1.</summary>
internal sealed class BatchNormalizationRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["BatchNormalization"];

    public override void Infer(NodeInference node)
    {
        var input = node.Shape(0);
        var agree = Enumerable.Range(1, 4).All(i => node.Node.Input(i) is not null)
            && (node.Node.Int("spatial", 1) == 0 || input is not { Count: > 1 }
                || Enumerable.Range(1, 4).All(i => node.Shape(i) is not { } vector || (vector.Count == 1 && !Dimensions.Differ(vector[0], input[1]))));
        node.Output(agree ? input : null);
    }
}
