using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>An addition that looks like the end of a residual block, before channels are known.</summary>
/// <param name="Node">The Add.</param>
/// <param name="BranchInput">Which input the branch is.</param>
/// <param name="SourceValue">The shortcut's value, read before a Pad of channels.</param>
/// <param name="Offset">Zero channels which that Pad puts before.</param>
/// <param name="IsProjection">Whether a layer of the shortcut's own makes its channels.</param>
internal sealed record ResidualCandidate(Node Node, int BranchInput, string SourceValue, int Offset, bool IsProjection)
{
    public string BranchValue => Node.Inputs[BranchInput];
}
