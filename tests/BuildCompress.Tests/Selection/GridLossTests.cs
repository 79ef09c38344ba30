using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

public sealed class GridLossTests
{
    private static readonly SolverOptions Options = new(Restarts: 6, Kicks: 40);

    [Fact]
    public void TheLossOfTinyProblemsIsThatOfTheirOptima()
    {
        var compared = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = RandomProblem.Create(seed, maximumVariables: 12, grids: true);
            if (BruteForce.Optimum(problem) is not { } onGrid || BruteForce.Optimum(GridLoss.WithoutGrids(problem)) is not { } free)
                continue;
            var result = SelectionSolver.Solve(problem, Options, null, default);
            if (result.Objective < onGrid * (1 - 1e-9))
                continue;
            Assert.Equal(free == 0 ? 0 : 1 - onGrid / free, GridLoss.Of(problem, result, Options, default), 0.002);
            compared++;
        }
        Assert.True(compared > 40, $"{compared} compared");
    }

    /// <summary>What the grid costs grows with it. At 16 the first stage of ResNet-20, 16 wide, cannot be thinned at all.</summary>
    [Fact]
    public void OnGridsOf4And8And16AllCountsAreOnTheGridAndTheLossIsReported()
    {
        if (SharedData.IsMissing)
            return;
        var before = 0.0;
        foreach (var granularity in new[] { 4, 8, 16 })
        {
            var problem = SelectionInstance.Read(SharedData.Path("selection/resnet20-0.6.json"), minimum: 1, granularity).Problem;
            var result = SelectionSolver.Solve(problem, Options with { Restarts = 2 }, null, default);
            Assert.All(result.Kept, mask => Assert.True(mask.Count(k => k) % granularity == 0 || !mask.Contains(false)));
            var loss = GridLoss.Of(problem, result, Options with { Restarts = 2 }, default);
            Assert.InRange(loss, before, granularity < 16 ? 0.08 : 0.45);
            before = loss;
        }
    }

    [Fact]
    public void WithoutAGridNothingIsLost()
    {
        var problem = ChainProblem.Create(seed: 2, widths: [3, 16, 16, 10], share: 0.5);
        var result = SelectionSolver.Solve(problem, Options, null, default);
        Assert.Equal(0, GridLoss.Of(problem, result, Options, default));
    }
}
