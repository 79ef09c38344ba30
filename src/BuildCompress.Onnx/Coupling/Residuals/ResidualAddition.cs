using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>
/// An addition to a residual stream whose operands keep channels of their own (METHODS 1.3): with u the branch, s the stream before it and v the
/// stream after it, <c>u_j &lt;= v_j &lt;= u_j + s_(j - Offset)</c>. A channel that v drops is gone from the stream: later points carry it again only
/// where a later branch makes it.
/// </summary>
/// <param name="Node">The Add.</param>
/// <param name="BranchInput">Which of its inputs the branch is, 0 or 1; the other is the shortcut.</param>
/// <param name="Sum">Group v: the stream from here on, as the next layers read it.</param>
/// <param name="Branch">Group u, of the sum's size: what the last layer of the branch makes.</param>
/// <param name="Source">
/// Group s: the stream before the block. Null when the shortcut is a projection: its layer makes exactly the channels of the sum, and the rule is
/// <c>u_j &lt;= v_j</c>.
/// </param>
/// <param name="SourceValue">The value that holds the shortcut's channels; read before the Pad of a shortcut that pads channels with zeros.</param>
/// <param name="Offset">Channel of the sum that channel 0 of the source lands on: the zeros padded before it.</param>
public sealed record ResidualAddition(Node Node, int BranchInput, int Sum, int Branch, int? Source, string SourceValue, int Offset)
{
    /// <summary>Name of the sum's value.</summary>
    public string SumValue => Node.Outputs[0];

    /// <summary>Name of the branch's value.</summary>
    public string BranchValue => Node.Inputs[BranchInput];

    /// <summary>Whether the shortcut pads channels with zeros.</summary>
    public bool IsPadded => Node.Inputs[1 - BranchInput] != SourceValue;}
