using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>All that coupling and surgery know about some operators. A new operator is one new subclass; nothing else changes.</summary>
internal abstract class OperatorRule
{
    /// <summary>Operators of the standard domain that the rule is for.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>Whether inputs other than the first may hold channels that the rule follows; where not, what stands there stays whole.</summary>
    public virtual bool CombinesInputs => false;

    /// <summary>Follows channels from the node's inputs to its outputs. At least one input is computed from a network input.</summary>
    public abstract void Couple(CouplingContext context, Node node);

    /// <summary>The node after the cut: its attributes and integer inputs follow the new widths (its channel-wise constants already did).</summary>
    public virtual Node Cut(CutContext cut, Node node) => node;
}
