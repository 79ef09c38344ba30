using System.Diagnostics;
using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

public sealed class SelectionSolverTests
{
    private static readonly SolverOptions Options = new(Restarts: 6, Kicks: 40);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void TheOptimumIsFoundOnTinyProblems(bool grids, bool vanishing) =>
        CompareWithBruteForce(200, seed => RandomProblem.Create(seed, maximumVariables: 13, grids, vanishing));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void TheOptimumIsFoundOnTinyResidualNets(int granularity, bool vanishing) =>
        CompareWithBruteForce(100, seed => RandomProblem.CreateResidual(seed, granularity, vanishing));

    private static void CompareWithBruteForce(int seeds, Func<int, SelectionProblem> create)
    {
        var (solved, optimal) = (0, 0);
        for (var seed = 0; seed < seeds; seed++)
        {
            var problem = create(seed);
            if (BruteForce.Optimum(problem) is not { } optimum)
            {
                Assert.Throws<InfeasibleBudgetsException>(() => Solve(problem));
                continue;
            }
            var result = Solve(problem);
            SelectionCheck.Verify(problem, result);
            Assert.True(result.Objective <= optimum * (1 + 1e-9), $"seed {seed}: {result.Objective} above the optimum {optimum}");
            solved++;
            optimal += result.Objective >= optimum * (1 - 1e-9) ? 1 : 0;
        }
        Assert.True(solved > 0.7 * seeds, $"only {solved} problems had a solution");
        Assert.True(optimal == solved, $"{optimal} of {solved} optimal");
    }

    [Fact]
    public void InfeasibleBudgetsNameTheSmallestReachableValueOfEach()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Create(seed, maximumVariables: 11, grids: true, vanishing: seed % 2 == 0);
            var smallest = Enumerable.Range(0, problem.Budgets.Count).Select(k => BruteForce.Smallest(problem, k)).ToArray();
            var blamed = seed % problem.Budgets.Count;
            problem = problem with
            {
                Budgets = [.. problem.Budgets.Select((row, k) => row with { Limit = k == blamed ? smallest[k] - 1 : smallest[k] })],
            };

            var failure = Assert.Throws<InfeasibleBudgetsException>(() => Solve(problem));

            Assert.Equal(smallest, failure.Reach.Select(r => r.Smallest));
            Assert.Equal([blamed], Enumerable.Range(0, smallest.Length).Where(k => !failure.Reach[k].IsReachable));
        }
    }

    /// <summary>With one budget far below its reach, and again with all of them just in reach.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ReachIsTheSmallestValueAloneAndBesideTheOtherBudgets(bool residual, bool vanishing)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = residual ? RandomProblem.CreateResidual(seed, vanishing: vanishing) : RandomProblem.Create(seed, maximumVariables: 11, grids: true, vanishing);
            if (seed % 3 == 0)
                problem = problem with { Budgets = [problem.Budgets[0] with { Limit = -1 }, .. problem.Budgets.Skip(1)] };
            var reach = BudgetReach.Of(problem);
            for (var k = 0; k < problem.Budgets.Count; k++)
            {
                Assert.Equal(BruteForce.Smallest(problem, k), reach[k].Smallest);
                Assert.Equal(BruteForce.SmallestBesideOthers(problem, k), reach[k].SmallestBesideOthers);
            }
        }
    }

    /// <summary>What a branch that has lost its inside is: it keeps nothing, and the stream goes on with the shortcut's channels.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 4)]
    public void ABranchThatMustBeEmptyLeavesItsSumToTheShortcut(int branch, int middle)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var problem = RandomProblem.CreateResidual(seed, vanishing: true);
            problem = problem with { Groups = [.. problem.Groups.Select((g, i) => i == branch || i == middle ? g with { Maximum = 0 } : g)] };
            var smallest = problem.SmallestSelection();
            int[] counts = [.. smallest.Select(mask => mask.Count(k => k))];
            problem = problem with { Budgets = [.. problem.Budgets.Select(row => row with { Limit = Math.Max(row.Limit, row.Value(counts)) })] };
            var optimum = BruteForce.Optimum(problem)!.Value;
            Assert.InRange(Solve(problem).Objective, 0.9 * optimum, optimum * (1 + 1e-9));
        }
    }

    [Fact]
    public void BudgetsAtTheirSmallestReachableValueAreStillMet()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Create(seed, maximumVariables: 11);
            problem = problem with
            {
                Budgets = [.. problem.Budgets.Select((row, k) => row with { Limit = BruteForce.Smallest(problem, k) })],
            };
            SelectionCheck.Verify(problem, Solve(problem));
        }
    }

    [Fact]
    public void TheNumberOfThreadsNeverChangesTheAnswer()
    {
        var problem = ChainProblem.Create(seed: 5, widths: [3, 32, 48, 64, 64, 40], share: 0.4);
        var one = SelectionSolver.Solve(problem, Options with { Threads = 1 }, null, default);
        var four = SelectionSolver.Solve(problem, Options with { Threads = 4 }, null, default);
        Assert.Equal(one.Objective, four.Objective);
        Assert.Equal(one.Kept, four.Kept);
    }

    [Fact]
    public void TheBindingBudgetIsNearlyUsedUpAndHasAPrice()
    {
        var problem = ChainProblem.Create(seed: 3, widths: [3, 32, 64, 64, 96, 96, 10], share: 0.4);
        var result = Solve(problem);
        Assert.InRange(result.BudgetValues[0], (long)(0.998 * problem.Budgets[0].Limit), problem.Budgets[0].Limit);
        Assert.True(result.Multipliers[0] > 0);
    }

    [Fact]
    public void MaximaAndListedCountsAreObeyed()
    {
        var problem = ChainProblem.Create(seed: 2, widths: [3, 16, 16, 16, 10], share: 0.9);
        problem = problem with
        {
            Groups = [.. problem.Groups.Select((g, i) => i switch
            {
                1 => g with { Maximum = 9 },
                2 => g with { AllowedCounts = [2, 5, 11] },
                _ => g,
            })],
        };
        var result = Solve(problem);
        Assert.Equal([9, 11, 16], result.Kept.Skip(1).Take(3).Select(mask => mask.Count(k => k)));
    }

    [Fact]
    public void ABudgetThatAllowsEverythingKeepsEverything()
    {
        var problem = ChainProblem.Create(seed: 2, widths: [3, 16, 16, 10], share: 1.0);
        var result = Solve(problem);
        Assert.All(result.Kept, mask => Assert.DoesNotContain(false, mask));
        Assert.Equal(0, result.Multipliers[0]);
    }

    /// <summary>At any moment: before the first restart has prices, while it searches, after some have finished.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(200)]
    public void CancelledItReturnsTheBestSelectionSoFarWithin100Milliseconds(int delay)
    {
        var problem = ChainProblem.Create(seed: 4, widths: [3, 256, 256, 256, 256, 256, 256, 10], share: 0.3);
        var fastest = Enumerable.Range(0, 5).Min(_ =>
        {
            using var source = new CancellationTokenSource();
            var seen = new List<SolverProgress>();
            var solving = Task.Run(() => SelectionSolver.Solve(problem, new SolverOptions(Restarts: 10000), new Recorder(seen), source.Token));
            Thread.Sleep(delay);
            var clock = Stopwatch.StartNew();
            source.Cancel();
            var result = solving.GetAwaiter().GetResult();
            var elapsed = clock.ElapsedMilliseconds;
            SelectionCheck.Verify(problem, result);
            Assert.True(result.IsInterrupted);
            Assert.True(seen.Count == 0 || result.Objective >= seen[^1].BestObjective);
            return elapsed;
        });
        Assert.True(fastest < 100, $"{fastest} ms");
    }

    [Fact]
    public void CancelledInTheMidstOfTinyProblemsTheAnswerIsStillAllowed()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = seed % 2 == 0 ? RandomProblem.Create(seed, grids: true) : RandomProblem.CreateResidual(seed, granularity: 2);
            if (BruteForce.Optimum(problem) is null)
                continue;
            using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(150 * seed));
            var result = SelectionSolver.Solve(problem, new SolverOptions(Restarts: 100, Threads: 2), null, source.Token);
            SelectionCheck.Verify(problem, result);
        }
    }

    [Fact]
    public void ProgressCountsEveryRestart()
    {
        var seen = new List<SolverProgress>();
        var problem = ChainProblem.Create(seed: 2, widths: [3, 16, 16, 10], share: 0.5);
        var result = SelectionSolver.Solve(problem, Options, new Recorder(seen), default);
        Assert.Equal(Enumerable.Range(1, Options.Restarts), seen.Select(p => p.Finished));
        Assert.Equal(result.Objective, seen[^1].BestObjective);
    }

    [Fact]
    public void TheCheckerCatchesEveryFalseClaim()
    {
        var problem = ChainProblem.Create(seed: 2, widths: [3, 16, 16, 10], share: 0.5);
        var result = Solve(problem);
        Assert.Throws<SelectionCheckException>(() => SelectionCheck.Verify(problem, result with { Objective = result.Objective * 1.001 }));
        Assert.Throws<SelectionCheckException>(
            () => SelectionCheck.Verify(problem, result with { BudgetValues = [result.BudgetValues[0] - 1] }));
        bool[][] everything = [.. problem.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray())];
        Assert.Throws<SelectionCheckException>(() => SelectionCheck.Verify(problem, new SelectionResult(
            everything, SelectionCheck.Objective(problem, everything),
            [problem.Budgets[0].Value([.. problem.Groups.Select(g => g.Size)])], [0])));
    }

    private static SelectionResult Solve(SelectionProblem problem) => SelectionSolver.Solve(problem, Options, null, default);

    private sealed class Recorder(List<SolverProgress> seen) : IProgress<SolverProgress>
    {
        public void Report(SolverProgress value) => seen.Add(value);
    }
}
