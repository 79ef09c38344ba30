using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation;

/// <summary>
/// Computes the output of some operators from known float32 tensors. A new operator is one new file in <c>Rules</c>: every concrete subclass is
/// registered by being there.
/// </summary>
internal abstract class EvaluationRule
{
    /// <summary>Operators of the standard domain that the rule covers.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>Shape of the result; null when the inputs do not fit the operator.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="inputs">All inputs that are given, known.</param>
    public abstract long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs);

    /// <summary>Computes the result, row-major in the shape that <see cref="Shape"/> gave.</summary>
    public abstract void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result);
}
