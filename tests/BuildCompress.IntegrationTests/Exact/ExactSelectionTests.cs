using System.Diagnostics;
using BuildCompress.Pipeline.Exact;
using BuildCompress.Selection;
using BuildCompress.Tests.Selection;

namespace BuildCompress.IntegrationTests.Exact;

/// <summary>CBC's optimum, brute force and our solver agree; our bound is above; larger problems are polished.</summary>
public sealed class ExactSelectionTests
{
    private static readonly SolverOptions Options = new(Restarts: 4, Kicks: 40);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Grids, minima, vanishing groups, groups bound to themselves, several budgets.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheOptimumOfTinyProblemsIsThatOfBruteForce(bool grids) =>
        Compare(40, seed => RandomProblem.Create(seed, maximumVariables: 12, grids, vanishing: grids));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheOptimumOfTinyResidualNetsIsThatOfBruteForce(int granularity) => Compare(25, seed => RandomProblem.CreateResidual(seed, granularity));

    [Fact]
    public void ListedCountsAndMaximaAreObeyed()
    {
        var problem = RandomProblem.Create(3, maximumVariables: 12);
        problem = problem with { Groups = [.. problem.Groups.Select(g => g.Size > 2 ? g with { Minimum = 0, AllowedCounts = [0, 2], Maximum = g.Size } : g)] };
        if (BruteForce.Optimum(problem) is { } optimum)
            Assert.Equal(optimum, Exact(problem).Result.Objective, 1e-9 * optimum);
    }

    /// <summary>More than brute force can do: a chain of 50 channels, where the solver must reach the proved optimum and the bound stay above it.</summary>
    [Fact]
    public void OnChainsOfFiftyChannelsTheSolverReachesTheProvedOptimum()
    {
        var reached = 0;
        for (var seed = 1; seed <= 4; seed++)
        {
            var problem = ChainProblem.Create(seed, widths: [3, 8, 8, 8, 8, 10], share: 0.4);
            var known = SelectionSolver.Solve(problem, Options, null, default);
            var (result, bound) = Exact(problem);
            Assert.Equal(BoundProof.Optimal, bound.Proof);
            Assert.InRange(known.Objective, 0.99 * result.Objective, result.Objective * (1 + 1e-9));
            Assert.True(UpperBound.Of(problem, known, new BoundOptions(Products: 2_000_000), default).Value >= result.Objective * (1 - 1e-9));
            reached += known.Objective >= result.Objective * (1 - 1e-9) ? 1 : 0;
        }
        Assert.True(reached >= 3, $"{reached} of 4");
    }

    [Fact]
    public void WithTheTimeUpTheBoundIsValidAndSaysSo()
    {
        var problem = ChainProblem.Create(seed: 1, widths: [3, 20, 20, 20, 20, 10], share: 0.4);
        var known = SelectionSolver.Solve(problem, Options, null, default);
        var outcome = ExactSelection.Solve(problem, known, TimeSpan.FromSeconds(3), default);
        if (outcome is not { } found)
            return;
        Assert.True(found.Bound.Value >= found.Result.Objective);
        Assert.True(found.Result.Objective >= known.Objective);
    }

    [Fact]
    public void PolishNeverLosesAndFindsTheOptimumOfAPoorStart()
    {
        var problem = ChainProblem.Create(seed: 2, widths: [3, 8, 8, 8, 8, 10], share: 0.4);
        var poor = SelectionSolver.Solve(problem, new SolverOptions(Restarts: 1, Kicks: 0), null, new CancellationToken(canceled: true));
        var polished = NeighbourhoodPolish.Improve(problem, poor, seed: 1, Minute, default);
        SelectionCheck.Verify(problem, polished);
        Assert.InRange(polished.Objective, Math.Max(poor.Objective, 0.97 * Exact(problem).Result.Objective), double.MaxValue);
        Assert.True(polished.Objective > poor.Objective * 1.05, $"{poor.Objective} -> {polished.Objective}");
    }

    /// <summary>What <c>exactSeconds</c> does: a small problem comes back proved, a large one no worse.</summary>
    [Fact]
    public void TheOptionProvesSmallProblemsAndPolishesLargeOnes()
    {
        var small = ChainProblem.Create(seed: 3, widths: [3, 8, 8, 8, 10], share: 0.4);
        var known = SelectionSolver.Solve(small, new SolverOptions(Restarts: 1, Kicks: 0), null, default);
        var (result, bound) = ExactPolish.Run(small, known, seed: 1, Minute, default);
        Assert.Equal(BoundProof.Optimal, bound!.Proof);
        Assert.Equal(result.Objective, bound.Value, 1e-5 * result.Objective);

        var large = ChainProblem.Create(seed: 3, widths: [3, 16, 16, 256, 256, 10], share: 0.4);
        var start = SelectionSolver.Solve(large, new SolverOptions(Restarts: 1, Kicks: 0), null, default);
        var (polished, none) = ExactPolish.Run(large, start, seed: 1, TimeSpan.FromSeconds(4), default);
        SelectionCheck.Verify(large, polished);
        Assert.Null(none);
        Assert.True(polished.Objective >= start.Objective);
    }

    [Fact]
    public async Task CancellationKillsTheEngineAtOnce()
    {
        var problem = ChainProblem.Create(seed: 1, widths: [3, 32, 32, 32, 32, 32, 10], share: 0.3);
        var known = SelectionSolver.Solve(problem, Options, null, default);
        using var source = new CancellationTokenSource();
        var solving = Task.Run(() => ExactSelection.Solve(problem, known, Minute, source.Token));
        await Task.Delay(1000);
        Assert.False(solving.IsCompleted);
        var clock = Stopwatch.StartNew();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => solving);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
    }

    private static void Compare(int seeds, Func<int, SelectionProblem> create)
    {
        var compared = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            var problem = create(seed);
            if (BruteForce.Optimum(problem) is not { } optimum)
                continue;
            // From the worst start there is, so that the optimum is the engine's own.
            var poor = SelectionSolver.Solve(problem, new SolverOptions(Restarts: 1, Kicks: 0), null, new CancellationToken(canceled: true));
            var exact = ExactSelection.Solve(problem, poor, Minute, default);
            Assert.NotNull(exact);
            Assert.Equal(BoundProof.Optimal, exact.Value.Bound.Proof);
            Assert.Equal(optimum, exact.Value.Result.Objective, 1e-9 * Math.Max(1, optimum));
            Assert.InRange(exact.Value.Bound.Value, optimum * (1 - 1e-9), optimum + 1e-6 * Math.Max(1, optimum));
            var known = SelectionSolver.Solve(problem, Options, null, default);
            Assert.True(known.Objective <= exact.Value.Result.Objective * (1 + 1e-9));
            Assert.True(UpperBound.Of(problem, known, new BoundOptions(Threads: 1, Products: 200_000), default).Value >= optimum * (1 - 1e-9));
            compared++;
        }
        Assert.True(compared > seeds / 2, $"{compared} compared");
    }

    private static (SelectionResult Result, UpperBound Bound) Exact(SelectionProblem problem)
    {
        var outcome = ExactSelection.Solve(problem, SelectionSolver.Solve(problem, Options, null, default), Minute, default);
        Assert.NotNull(outcome);
        return outcome.Value;
    }
}
