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

    /// <summary>
    /// What the linear relaxation with all McCormick inequalities gives (a general LP solver, 40 to 120 s); for instances without that value our
    /// relaxation without counts and branching, which is at most 0.02 % above the LP on the others.
    /// </summary>
    private static readonly Dictionary<string, double> Relaxations = new()
    {
        ["resnet20-0.3"] = 332.051, ["resnet20-0.46"] = 426.383, ["resnet20-0.6"] = 493.131,
        ["resnet32-0.3"] = 558.357, ["resnet32-0.46"] = 719.236, ["resnet32-0.6"] = 828.843,
        ["resnet56-0.3"] = 1004.773, ["resnet56-0.46"] = 1290.217, ["resnet56-0.6"] = 1483.616,
    };

    private const int SolveRuns = 5;

    public static int Run(string[] args)
    {
        var quality = Quality();
        Console.WriteLine(quality);
        var grids = Grids();
        Console.WriteLine(grids);
        BenchmarkDocument.Write("selection", "Selection", $"""
            Instances of METHODS 1.3 (residual OR-rule, one MAC budget). *Reference* is a plain Lagrangian coordinate ascent with 12 restarts, which is
            itself above the authors' greedy solver; *bound* is a value no selection exceeds; *closed* is the part of the
            distance from the reference to the linear relaxation that objective and bound close together. Solving is the fastest of {SolveRuns} runs, bounding
            one run, with nothing else on the machine; CPU seconds are those of all cores together. The
            ResNet-50 problem is generated (streams tied per stage).

            {quality}
            The price of a grid: counts are multiples of it or the full width.

            {grids}
            """);
        return 0;
    }

    private static BenchmarkTable Quality()
    {
        var table = new BenchmarkTable("instance", "objective", "reference", "better by", "bound", "gap", "closed", "solve s", "CPU s", "bound s", "CPU s", "peak MB");
        if (Files.Length > 0)
            Measure(SelectionInstance.Read(Files[0]).Problem);
        foreach (var instance in Files.Select(f => SelectionInstance.Read(f)))
            Add(instance.Name, instance.Problem, instance.CoordinateAscent);
        Add("ResNet-50 size, 0.5", ResNet50Problem.Create(seed: 1, share: 0.5), null);
        return table;

        void Add(string name, SelectionProblem problem, double? reference)
        {
            var (result, bound, solving, bounding) = Measure(problem);
            string[] compared = reference is { } other
                ? [Number(other), Percent(result.Objective / other - 1)]
                : ["", ""];
            var closed = reference is { } from && Relaxations.TryGetValue(name, out var relaxation)
                ? $"{100 * (1 - (bound.Value - result.Objective) / (relaxation - from)):F0} %"
                : "";
            table.Add([
                name, Number(result.Objective), .. compared, Number(bound.Value), Percent(bound.Gap(result.Objective)), closed,
                Number(solving.Wall), Number(solving.Processor), Number(bounding.Wall), Number(bounding.Processor), $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20}"]);
        }
    }

    private static (SelectionResult, UpperBound, Seconds, Seconds) Measure(SelectionProblem problem)
    {
        var solver = Fastest(SolveRuns, () => SelectionSolver.Solve(problem, new SolverOptions(), null, default));
        var bound = Fastest(1, () => UpperBound.Of(problem, solver.Result, new BoundOptions(), default));
        return (solver.Result, bound.Result, solver.Seconds, bound.Seconds);
    }

    private static (T Result, Seconds Seconds) Fastest<T>(int runs, Func<T> action)
    {
        var (result, fastest) = (default(T)!, new Seconds(double.PositiveInfinity, double.PositiveInfinity));
        for (var run = 0; run < runs; run++)
        {
            var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            result = action();
            var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
            fastest = new Seconds(Math.Min(fastest.Wall, clock.Elapsed.TotalSeconds), Math.Min(fastest.Processor, used.TotalSeconds));
        }
        return (result, fastest);
    }

    /// <param name="Wall">By the clock.</param>
    /// <param name="Processor">Of all cores together.</param>
    private readonly record struct Seconds(double Wall, double Processor);

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
