using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

public sealed class UpperBoundTests
{
    private static readonly SolverOptions Options = new(Restarts: 2, Kicks: 20);
    private static readonly BoundOptions Effort = new(Threads: 1, Products: 200_000);

    /// <summary>Where groups may vanish the best may be next to nothing, and a relative gap says nothing.</summary>
    [Theory]
    [InlineData(false, false, 0.20)]
    [InlineData(true, false, 0.20)]
    [InlineData(true, true, double.PositiveInfinity)]
    public void TheBoundIsNeverBelowTheOptimumOfTinyProblems(bool grids, bool vanishing, double averageGap) =>
        CompareWithBruteForce(150, seed => RandomProblem.Create(seed, maximumVariables: 12, grids, vanishing), averageGap);

    [Theory]
    [InlineData(1, false, 0.15)]
    [InlineData(2, false, 0.15)]
    [InlineData(1, true, double.PositiveInfinity)]
    public void TheBoundIsNeverBelowTheOptimumOfTinyResidualNets(int granularity, bool vanishing, double averageGap) =>
        CompareWithBruteForce(100, seed => RandomProblem.CreateResidual(seed, granularity, vanishing), averageGap);

    [Fact]
    public void ABadKnownSelectionAndWrongPricesLoosenTheBoundButNeverBreakIt()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = RandomProblem.CreateResidual(seed);
            if (BruteForce.Optimum(problem) is not { } optimum)
                continue;
            var good = SelectionSolver.Solve(problem, Options, null, default);
            var random = new Random(seed);
            var known = good with { Multipliers = [.. good.Multipliers.Select(_ => 0.1 * random.NextDouble())] };
            Assert.True(UpperBound.Of(problem, known, Effort, default).Value >= optimum, $"seed {seed}");
        }
    }

    /// <summary>The values a general LP solver found for the problem with all McCormick inequalities, in 40 to 120 s.</summary>
    [Theory]
    [InlineData("resnet20-0.3", 332.051, 0.0060)]
    [InlineData("resnet20-0.46", 426.383, 0.0030)]
    [InlineData("resnet20-0.6", 493.131, 0.0015)]
    [InlineData("resnet32-0.46", 719.236, 0.0040)]
    public void TheBoundIsTighterThanTheLinearRelaxation(string name, double relaxation, double gap)
    {
        if (SharedData.IsMissing)
            return;
        var problem = SelectionInstance.Read(SharedData.Path($"selection/{name}.json")).Problem;
        var result = SelectionSolver.Solve(problem, Options, null, default);
        var bound = UpperBound.Of(problem, result, new BoundOptions(Products: 300_000_000), default);
        Assert.InRange(bound.Value, result.Objective, relaxation);
        Assert.InRange(bound.Gap(result.Objective), 0, gap);
    }

    [Theory]
    [InlineData("resnet20-0.3", 332.051, 4)]
    [InlineData("resnet20-0.6", 493.131, 8)]
    public void GridsTightenTheBound(string name, double relaxation, int granularity)
    {
        if (SharedData.IsMissing)
            return;
        var problem = SelectionInstance.Read(SharedData.Path($"selection/{name}.json"), granularity: granularity).Problem;
        var result = SelectionSolver.Solve(problem, Options, null, default);
        var bound = UpperBound.Of(problem, result, new BoundOptions(Products: 300_000_000), default);
        Assert.True(bound.Value < relaxation, $"{bound.Value}");
        Assert.InRange(bound.Gap(result.Objective), 0, 0.02);
    }

    /// <summary>Half of what a linear relaxation leaves beside a plain coordinate ascent.</summary>
    [Theory]
    [InlineData("resnet20-0.3", 332.051)]
    [InlineData("resnet20-0.46", 426.383)]
    [InlineData("resnet20-0.6", 493.131)]
    public void BranchingClosesHalfOfTheDistanceToTheBound(string name, double relaxation)
    {
        if (SharedData.IsMissing)
            return;
        var instance = SelectionInstance.Read(SharedData.Path($"selection/{name}.json"));
        var result = SelectionSolver.Solve(instance.Problem, Options, null, default);
        var bound = UpperBound.Of(instance.Problem, result, new BoundOptions(Products: 800_000_000), default);
        Assert.InRange((bound.Value - result.Objective) / (relaxation - instance.CoordinateAscent), 0, 0.5);
    }

    [Fact]
    public void ThreadsNeverChangeTheBound()
    {
        var problem = ChainProblem.Create(seed: 5, widths: [3, 32, 48, 64, 64, 40], share: 0.4);
        var result = SelectionSolver.Solve(problem, Options, null, default);
        var one = UpperBound.Of(problem, result, new BoundOptions(Threads: 1, Products: 10_000_000), default);
        Assert.Equal(one, UpperBound.Of(problem, result, new BoundOptions(Threads: 4, Products: 10_000_000), default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ACancelledBoundThrowsOnAnyNumberOfThreads(int threads)
    {
        // Left alone, this bound climbs for more than five seconds.
        var problem = ChainProblem.Create(seed: 5, widths: [3, .. Enumerable.Repeat(64, 11), 40], share: 0.3);
        var result = SelectionSolver.Solve(problem, Options, null, default);
        using var source = new CancellationTokenSource();
        // A thread of its own: a timer's callback would wait for the pool, which the bound and the test runner keep busy.
        var canceller = new Thread(() =>
        {
            Thread.Sleep(200);
            source.Cancel();
        });
        canceller.Start();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(
            () => UpperBound.Of(problem, result, new BoundOptions(threads, Products: long.MaxValue, Gap: 0), source.Token));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.1, 4);
        canceller.Join();
    }

    private static void CompareWithBruteForce(int seeds, Func<int, SelectionProblem> create, double averageGap)
    {
        var gaps = new List<double>();
        for (var seed = 0; seed < seeds; seed++)
        {
            var problem = create(seed);
            if (BruteForce.Optimum(problem) is not { } optimum)
                continue;
            var bound = UpperBound.Of(problem, SelectionSolver.Solve(problem, Options, null, default), Effort, default);
            Assert.True(bound.Value >= optimum * (1 - 1e-12), $"seed {seed}: the bound {bound.Value} is below the optimum {optimum}");
            if (bound.Proof == BoundProof.Optimal)
                Assert.Equal(optimum, bound.Value, 1e-6);
            if (optimum > 0)
                gaps.Add(bound.Gap(optimum));
        }
        Assert.True(gaps.Average() < averageGap, $"the average gap is {gaps.Average():P2}");
    }
}
