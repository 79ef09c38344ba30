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

    [Fact]
    public void NoSelectionOfATinyProblemBeatsTheBound()
    {
        var (checkedProblems, gaps) = (0, new List<double>());
        for (var seed = 0; seed < 120; seed++)
        {
            var problem = seed % 2 == 0
                ? RandomProblem.Create(seed, maximumVariables: 11, grids: seed % 4 == 0, vanishing: seed % 3 == 0)
                : RandomProblem.CreateResidual(seed, 1, vanishing: seed % 3 == 0);
            problem = problem with { Bilinear = [.. problem.Bilinear.Select((t, l) => t with { Name = $"layer {l}" })] };
            var layers = Layers(problem);
            if (BruteForce.Optimum(problem, kept => BalancedSelection.LogShares(problem, layers, kept)) is not { } optimum)
                continue;
            var known = BalancedSelection.Solve(problem, layers, Options, rounds: 4, null, default);
            var bound = BalancedSelection.Bound(problem, layers, known, new BoundOptions(Threads: 1, Products: 200_000), default);
            Assert.True(bound >= optimum - 1e-9, $"seed {seed}: the bound {bound} is below the optimum {optimum}");
            gaps.Add(bound - optimum);
            checkedProblems++;
        }
        Assert.InRange(checkedProblems, 60, 120);
        Assert.InRange(gaps.Order().ElementAt(gaps.Count / 2), 0, 0.5);
    }

    [Fact]
    public void TheBoundOfAChainIsCloseToItsSelection()
    {
        var problem = Unequal();
        var layers = Layers(problem);
        var known = BalancedSelection.Solve(problem, layers, Options, rounds: 5, null, default);
        var bound = BalancedSelection.Bound(problem, layers, known, new BoundOptions(Products: 100_000_000), default);
        Assert.InRange(bound - BalancedSelection.LogShares(problem, layers, known.Kept), 0, 0.02 * layers.Length);
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
