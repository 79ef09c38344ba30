using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

public sealed class BalancedSelectionTests
{
    private static readonly SolverOptions Options = new(Restarts: 4, Kicks: 60);

    [Fact]
    public void ALayerOfLittleWeightIsNotStarved()
    {
        var problem = Unequal();
        var plain = SelectionSolver.Solve(problem, Options, null, default);
        var balanced = BalancedSelection.Solve(problem, Layers(problem), Options, rounds: 5, null, default);
        Assert.True(BalancedSelection.LogShares(problem, Layers(problem), balanced.Kept)
            > BalancedSelection.LogShares(problem, Layers(problem), plain.Kept) + 0.1);
        Assert.True(balanced.Kept[1].Count(k => k) > plain.Kept[1].Count(k => k));
    }

    [Fact]
    public void ScalingALayersImportanceChangesNothing()
    {
        var problem = Unequal();
        var scaled = problem with
        {
            Bilinear = [.. problem.Bilinear.Select((t, l) => t with { Importance = Array.ConvertAll(t.Importance, x => x * (1 << (3 * l))) })],
        };
        var one = BalancedSelection.Solve(problem, Layers(problem), Options, rounds: 4, null, default);
        var other = BalancedSelection.Solve(scaled, Layers(problem), Options, rounds: 4, null, default);
        Assert.Equal(one.Kept, other.Kept);
    }

    private static SelectionProblem Unequal()
    {
        var problem = ChainProblem.Create(seed: 8, widths: [3, 24, 32, 32, 48, 10], share: 0.4);
        float[] weights = [0.05f, 0.1f, 1, 1, 1];
        return problem with
        {
            Bilinear = [.. problem.Bilinear.Select((t, l) => t with { Importance = Array.ConvertAll(t.Importance, x => x * weights[l]) })],
        };
    }

    private static SelectionLayer[] Layers(SelectionProblem problem) =>
        [.. problem.Bilinear.Select(t => new SelectionLayer(t.Name, [t.Name]))];
}
