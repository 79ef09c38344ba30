using BuildCompress.Engines.Milp;
using BuildCompress.Engines.Probes;

namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Changes the environment for the whole process, and therefore runs alone.</summary>
[Collection(AloneCollection.Name)]
public sealed class LinearSolverTests
{
    [Fact]
    public void AMixedProgramIsSolvedToItsOptimum()
    {
        using var solver = Create();
        var x = solver.MakeIntVar(0, double.PositiveInfinity, "x");
        var y = solver.MakeNumVar(0, double.PositiveInfinity, "y");
        solver.Add(x + 2 * y <= 14.5);
        solver.Add(3 * x - y >= 0);
        solver.Add(x - y <= 2);
        solver.Maximize(3 * x + 4 * y + 1);

        Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());

        // x - y <= 2 and x + 2y <= 14.5 meet at x = 6.17; of the whole numbers 6 is best.
        Assert.Equal((6, 4.25), (x.SolutionValue(), y.SolutionValue()));
        Assert.Equal(36, solver.Objective().Value(), 1e-6);
        Assert.InRange(solver.Objective().BestBound(), 36 - 1e-6, 36 + 1e-4);
    }

    [Fact]
    public void BoundsAndRangesOfEveryKindAreKept()
    {
        using var solver = Create();
        var a = solver.MakeNumVar(double.NegativeInfinity, -2.5, "a");
        var b = solver.MakeNumVar(-7, 3, "b");
        var c = solver.MakeIntVar(-3, 12, "c");
        var d = solver.MakeNumVar(4, 4, "d");
        var range = solver.MakeConstraint(-5, 5, "range");
        range.SetCoefficient(a, 1);
        range.SetCoefficient(b, 1);
        solver.MakeConstraint("free").SetCoefficient(a, 1000);
        solver.Add(c + d == 11);
        solver.Minimize(a - b - c + d);

        Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());

        Assert.Equal((-8, 3, 7, 4), (a.SolutionValue(), b.SolutionValue(), c.SolutionValue(), d.SolutionValue()));
        Assert.Equal(-14, solver.Objective().Value(), 1e-6);
    }

    [Fact]
    public void ExpressionsCollectCoefficientsAndConstants()
    {
        using var solver = Create();
        var x = solver.MakeNumVar(0, 1, "x");
        var y = solver.MakeNumVar(0, 1, "y");
        var row = solver.Add(2 * (x + 3) + 5 * (y + x - 1) >= 3 - x - y);
        Assert.Equal((8, 6, 2, double.PositiveInfinity), (row.GetCoefficient(x), row.GetCoefficient(y), row.Lb(), row.Ub()));
        Assert.Equal(100_000, solver.Add(Enumerable.Repeat((LinearExpr)x, 100_000).Aggregate((sum, term) => sum + term) <= 1).GetCoefficient(x));
    }

    [Fact]
    public void ProgramsWithoutSolutionOrWithoutEndAreSaidToBe()
    {
        using var impossible = Create();
        var x = impossible.MakeIntVar(0, 10, "x");
        impossible.Add(2 * x == 3);
        Assert.Equal(Solver.ResultStatus.INFEASIBLE, impossible.Solve());
        Assert.Equal(0, x.SolutionValue());

        using var endless = Create();
        var y = endless.MakeNumVar(0, double.PositiveInfinity, "y");
        endless.Maximize(y);
        Assert.Equal(Solver.ResultStatus.UNBOUNDED, endless.Solve());
    }

    [Fact]
    public void ManySolversRunAtOnce()
    {
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 4 }, seed =>
        {
            using var solver = Create();
            var random = new Random(seed);
            var items = solver.MakeBoolVarArray(10, "item");
            var weights = items.Select(_ => random.Next(1, 30)).ToArray();
            var weight = solver.MakeConstraint(0, 60);
            for (var i = 0; i < items.Length; i++)
            {
                weight.SetCoefficient(items[i], weights[i]);
                solver.Objective().SetCoefficient(items[i], weights[i] + (i % 3));
            }

            solver.Objective().SetMaximization();
            Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());
            var best = Enumerable.Range(0, 1 << 10).Where(s => Sum(s, i => weights[i]) <= 60).Max(s => Sum(s, i => weights[i] + (i % 3)));
            Assert.Equal(best, solver.Objective().Value(), 1e-6);
        });

        static int Sum(int set, Func<int, int> value) => Enumerable.Range(0, 10).Where(i => (set >> i & 1) != 0).Sum(value);
    }

    [Fact]
    public void TheTimeLimitEndsTheSearchWithASolutionAndABound()
    {
        using var solver = Create();
        Hard(solver);
        solver.SetTimeLimit(1500);
        var status = solver.Solve();
        Assert.True(status is Solver.ResultStatus.FEASIBLE or Solver.ResultStatus.NOT_SOLVED, $"{status}");
        Assert.InRange(solver.WallTime(), 1000, 20_000);
        if (status == Solver.ResultStatus.FEASIBLE)
            Assert.True(solver.Objective().BestBound() >= solver.Objective().Value());
    }

    [Fact]
    public async Task InterruptionKillsTheChild()
    {
        using var solver = Create();
        Hard(solver);
        var solving = Task.Run(solver.Solve);
        await Task.Delay(700);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.True(solver.InterruptSolve());
        Assert.Equal(Solver.ResultStatus.NOT_SOLVED, await solving);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
    }

    /// <summary>A cancellation may come between the decision to solve and the start of the child.</summary>
    [Fact]
    public void AnInterruptionBeforeTheSolveEndsIt()
    {
        using var solver = Create();
        Hard(solver);
        solver.InterruptSolve();
        Assert.Equal(Solver.ResultStatus.NOT_SOLVED, solver.Solve());
        Assert.InRange(solver.WallTime(), 0, 5000);
    }

    [Fact]
    public void AProgramThatDoesNotStartIsAnErrorWithItsPath() => With("echo Version: 9", () =>
    {
        using var solver = Create();
        solver.MakeBoolVar("x");
        File.Delete(Environment.GetEnvironmentVariable("BUILDCOMPRESS_CBC")!);
        var error = Assert.Throws<MilpException>(() => solver.Solve());
        Assert.Contains("does not start", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void ACrashOfTheChildIsAnErrorWithItsLastWords() => With("echo Version: 9; [ $# -lt 2 ] || { echo out of luck; kill -SEGV $$; }", () =>
    {
        using var solver = Create();
        solver.MakeBoolVar("x");
        var error = Assert.Throws<MilpException>(() => solver.Solve());
        Assert.Contains("ended with code 139", error.Message, StringComparison.Ordinal);
        Assert.Contains("out of luck", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void WithoutTheProgramOnlyTheMilpIsMissing()
    {
        With(script: null, () =>
        {
            Assert.Null(Solver.CreateSolver("CBC"));
            var status = MilpProbe.Run();
            Assert.False(status.Works || status.IsRequired);
            Assert.Contains("coinor-cbc", status.SelfTest, StringComparison.Ordinal);
        });
        Assert.True(MilpProbe.Run().Works);
        Assert.Null(Solver.CreateSolver("GUROBI"));
    }

    /// <summary>A market-split problem: hopeless for branch and bound at this size.</summary>
    private static void Hard(Solver solver)
    {
        var random = new Random(1);
        var x = solver.MakeBoolVarArray(50, "x");
        for (var row = 0; row < 6; row++)
        {
            var split = solver.MakeConstraint(0, 0);
            var sum = 0;
            foreach (var variable in x)
            {
                var coefficient = random.Next(1, 100);
                split.SetCoefficient(variable, coefficient);
                sum += coefficient;
            }

            var (over, under) = (solver.MakeNumVar(0, 1e4, ""), solver.MakeNumVar(0, 1e4, ""));
            split.SetCoefficient(over, -1);
            split.SetCoefficient(under, 1);
            split.SetBounds(sum / 2, sum / 2);
            solver.Objective().SetCoefficient(over, -1);
            solver.Objective().SetCoefficient(under, -1);
        }

        solver.Objective().SetMaximization();
    }

    private static Solver Create() => Solver.CreateSolver("CBC") ?? throw new InvalidOperationException("CBC is missing: run eng/setup.");

    /// <summary>Runs <paramref name="test"/> with a shell script in place of CBC, or with none.</summary>
    private static void With(string? script, Action test)
    {
        const string variable = "BUILDCOMPRESS_CBC";
        var path = Path.Combine(Path.GetTempPath(), $"cbc-{Guid.NewGuid():N}");
        try
        {
            if (script is not null)
            {
                File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            Environment.SetEnvironmentVariable(variable, path);
            test();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
            File.Delete(path);
        }
    }
}
