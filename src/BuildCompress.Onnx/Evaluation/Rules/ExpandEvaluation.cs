using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>Expand: a tensor repeated along the axes where a shape asks for more than 1.</summary>
internal sealed class ExpandEvaluation : EvaluationRule
{
    public override IReadOnlyList<string> Operators => ["Expand"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs) =>
        inputs is [_, { Element: ElementType.Int64 } shape] ? Broadcasting.Shape(inputs[0].Dims, shape.AsSpan<long>().ToArray()) : null;

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var source = inputs[0].AsSpan<float>();
        var indices = Broadcasting.Indices(inputs[0].Dims, shape);
        for (var i = 0; i < result.Length; i++)
            result[i] = source[indices[i]];
    }
}
