using BuildCompress.Core.Diagnostics;
using BuildCompress.Engines.Milp;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Exact;

/// <summary>What <c>compress.prune.exactSeconds</c> buys: the proved optimum of a small problem, a better selection of a large one.</summary>
internal static class ExactPolish
{
    /// <summary>A selection at least as good as <paramref name="known"/>, and a bound where the engine proved one.</summary>
    /// <exception cref="DiagnosticException">The machine has no engine, or it crashed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (SelectionResult Result, UpperBound? Bound) Run(
        SelectionProblem problem, SelectionResult known, int seed, TimeSpan limit, CancellationToken cancellation)
    {
        if (!ExactSelection.IsAvailable)
            throw Unavailable("compress.prune.exactSeconds needs CBC, which this machine does not have.");
        try
        {
            if (Products(problem) > ExactSelection.LargestProducts)
                return (NeighbourhoodPolish.Improve(problem, known, seed, limit, cancellation), null);
            var exact = ExactSelection.Solve(problem, known, limit, cancellation);
            return exact is { } found ? (found.Result, found.Bound) : (known, null);
        }
        catch (Exception error) when (error is MilpException or IOException or UnauthorizedAccessException)
        {
            throw Unavailable(error.Message);
        }
    }

    private static long Products(SelectionProblem problem) =>
        problem.Bilinear.Select(t => (t.Output, t.Input)).Concat(problem.Budgets.SelectMany(row => row.Bilinear.Select(c => (c.A, c.B))))
            .Select(p => (Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2))).Distinct()
            .Sum(p => (long)problem.Groups[p.Item1].Size * problem.Groups[p.Item2].Size);

    private static DiagnosticException Unavailable(string cause) => new(DiagnosticCatalog.EngineUnavailable.Because(
        cause, $"Set compress.prune.exactSeconds to 0, or {MilpProvider.HowToGet}; 'buildcompress doctor' shows what is there."));
}
