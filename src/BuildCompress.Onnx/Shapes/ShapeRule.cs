namespace BuildCompress.Onnx.Shapes;

/// <summary>
/// How the outputs of a family of operators follow from their inputs. A new operator is one new file in <c>Rules</c>: every concrete
/// subclass is registered by being there. A rule that does not see enough leaves its outputs unknown; it never fails.
/// </summary>
internal abstract class ShapeRule
{
    /// <summary>Operators of the standard domain that the rule covers.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>Sets what is known about the outputs of <paramref name="node"/>.</summary>
    public abstract void Infer(NodeInference node);
}
