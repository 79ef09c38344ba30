using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>Operators of two tensors, element by element with broadcasting.</summary>
internal sealed class ArithmeticEvaluation : EvaluationRule
{
    public override IReadOnlyList<string> Operators => ["Add", "Div", "Max", "Min", "Mul", "Pow", "Sub"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs) =>
        inputs.Count == 2 && inputs[1].Element == ElementType.Float32 ? Broadcasting.Shape(inputs[0].Dims, inputs[1].Dims) : null;

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var a = inputs[0].AsSpan<float>();
        var b = inputs[1].AsSpan<float>();
        var (left, right) = (Broadcasting.Indices(inputs[0].Dims, shape), Broadcasting.Indices(inputs[1].Dims, shape));
        var function = Function(node.OpType);
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)function(a[left[i]], b[right[i]]);
    }

    private static Func<double, double, double> Function(string op) => op switch
    {
        "Add" => (a, b) => a + b,
        "Div" => (a, b) => a / b,
        "Max" => Math.Max,
        "Min" => Math.Min,
        "Mul" => (a, b) => a * b,
        "Pow" => Math.Pow,
        _ => (a, b) => a - b,
    };
}
