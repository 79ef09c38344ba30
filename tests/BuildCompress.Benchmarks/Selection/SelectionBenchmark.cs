using System.Diagnostics;
using System.Globalization;
using BuildCompress.Selection;
using BuildCompress.Tests;

namespace BuildCompress.Benchmarks.Selection;

/// <summary>
/// Solves the shared QCQP instances and a problem of ResNet-50's size: quality beside the references, upper bounds, seconds, memory, and what
/// grids cost.
/// </summary>
internal static class SelectionBenchmark
{
    private static readonly string[] Files =
        SharedData.IsMissing ? [] : [.. Directory.GetFiles(SharedData.Path("selection"), "*.json").Order(StringComparer.Ordinal)];

    public static int Run(string[] args)
    {
        var quality = Quality();
        Console.WriteLine(quality);
        var grids = Grids();
        Console.WriteLine(grids);
        BenchmarkDocument.Write("selection", "Selection", $"""
            Instances of METHODS 1.3 (residual OR-rule, one MAC budget). *Reference* is a plain Lagrangian coordinate ascent with 12 restarts, which is
            itself above the authors' greedy solver; *bound* is a value no selection exceeds. The ResNet-50 problem is generated (streams tied per stage).

            {quality}
            The price of a grid: counts are multiples of it or the full width.

            {grids}
            """);
        return 0;
    }

    private static BenchmarkTable Quality()
    {
        var table = new BenchmarkTable("instance", "objective", "reference", "better by", "bound", "gap", "solve s", "bound s", "peak MB");
        if (Files.Length > 0)
            Measure(SelectionInstance.Read(Files[0]).Problem);
        foreach (var instance in Files.Select(f => SelectionInstance.Read(f)))
            Add(instance.Name, instance.Problem, instance.CoordinateAscent);
        Add("ResNet-50 size, 0.5", ResNet50Problem.Create(seed: 1, share: 0.5), null);
        return table;

        void Add(string name, SelectionProblem problem, double? reference)
        {
            var (result, bound, solveSeconds, boundSeconds) = Measure(problem);
            table.Add(
                name, Number(result.Objective), reference is { } r ? Number(r) : "", reference is { } s ? Percent(result.Objective / s - 1) : "",
                Number(bound.Value), Percent(bound.Gap(result.Objective)), Number(solveSeconds), Number(boundSeconds),
                $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20}");
        }
    }

    private static (SelectionResult, UpperBound, double, double) Measure(SelectionProblem problem)
    {
        var clock = Stopwatch.StartNew();
        var result = SelectionSolver.Solve(problem, new SolverOptions(), null, default);
        var solved = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var bound = UpperBound.Of(problem, result, new BoundOptions(), default);
        return (result, bound, solved, clock.Elapsed.TotalSeconds);
    }

    private static BenchmarkTable Grids()
    {
        var table = new BenchmarkTable("instance", "no grid", "4", "8", "16");
        foreach (var file in Files)
        {
            var free = SelectionSolver.Solve(SelectionInstance.Read(file).Problem, new SolverOptions(), null, default).Objective;
            table.Add([Path.GetFileNameWithoutExtension(file), Number(free), .. new[] { 4, 8, 16 }.Select(g => Loss(file, g, free))]);
        }
        return table;
    }

    private static string Loss(string file, int granularity, double free)
    {
        try
        {
            var problem = SelectionInstance.Read(file, granularity: granularity).Problem;
            return Percent(SelectionSolver.Solve(problem, new SolverOptions(), null, default).Objective / free - 1);
        }
        catch (InfeasibleBudgetsException failure)
        {
            return $"needs {failure.Reach[0].Smallest:N0} MACs";
        }
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (100 * value).ToString("+0.000;-0.000", CultureInfo.InvariantCulture) + " %";
}
