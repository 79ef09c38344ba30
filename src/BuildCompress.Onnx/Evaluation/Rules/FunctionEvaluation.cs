using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>Functions of one element.</summary>
internal sealed class FunctionEvaluation : EvaluationRule
{
    public override IReadOnlyList<string> Operators =>
        ["Abs", "Exp", "Log", "Neg", "Reciprocal", "Relu", "Sigmoid", "Sign", "Softplus", "Sqrt", "Tanh"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs) => inputs.Count == 1 ? [.. inputs[0].Dims] : null;

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var function = Function(node.OpType);
        var source = inputs[0].AsSpan<float>();
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)function(source[i]);
    }

    private static Func<double, double> Function(string op) => op switch
    {
        "Abs" => Math.Abs,
        "Exp" => Math.Exp,
        "Log" => Math.Log,
        "Neg" => x => -x,
        "Reciprocal" => x => 1 / x,
        "Relu" => x => Math.Max(x, 0),
        "Sigmoid" => x => 1 / (1 + Math.Exp(-x)),
        "Sign" => x => double.IsNaN(x) ? x : Math.Sign(x),
        "Softplus" => x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
        "Sqrt" => Math.Sqrt,
        _ => Math.Tanh,
    };
}
