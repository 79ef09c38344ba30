using BuildCompress.Onnx.Coupling;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>A selection, cut and counted in the form it will be emitted in.</summary>
/// <param name="Problem">What was solved.</param>
/// <param name="Result">Its solution.</param>
/// <param name="Channels">The solution without channels that do nothing.</param>
/// <param name="Spatial">The choice of kernel positions; null where kernels stay whole.</param>
/// <param name="Cost">Of the artifact.</param>
internal sealed record Choice(SelectionProblem Problem, SelectionResult Result, ChannelSelection Channels, SpatialStage.Outcome? Spatial, ArtifactCost Cost)
{
    /// <summary>What the choice maximises, by the terms of <paramref name="asked"/>.</summary>
    public double Worth(SelectionProblem asked, bool balance) =>
        balance ? BalancedSelection.LogShares(asked, SelectionFacts.Layers(asked), Result.Kept) : Result.Objective;
}
