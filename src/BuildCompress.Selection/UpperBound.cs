using BuildCompress.Selection.Bounds;
using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection;

/// <summary>A value that no selection within the budgets exceeds.</summary>
/// <remarks>
/// With prices p on the budgets, every selection within them keeps at most <c>importance + sum_k p_k (limit_k - budget_k)</c>. McCormick's
/// inequalities turn its products into a linear function that is nowhere below it (and averages of such functions, at whatever prices, are such
/// functions again), which is maximised exactly over the residual rules. Branch and bound over boxes of counts does the rest: within a box
/// products of counts, and of a channel and a count, are bounded the tighter the narrower it is, and a box that cannot hold a better selection
/// is closed. Minima, maxima and grids limit the boxes. All arithmetic of the proof is double precision; the value includes an allowance for its
/// rounding.
/// </remarks>
/// <param name="Value">The bound.</param>
/// <param name="Proof">What proves it.</param>
public sealed record UpperBound(double Value, BoundProof Proof)
{
    private const double Rounding = 1e-9;

    /// <summary>The part of <paramref name="objective"/> by which the best selection may still be better.</summary>
    public double Gap(double objective) => Value / objective - 1;

    /// <summary>Bounds what any selection can keep, starting from the prices and the selection of <paramref name="known"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static UpperBound Of(SelectionProblem problem, SelectionResult known, BoundOptions options, CancellationToken cancellation)
    {
        SelectionCheck.Verify(problem, known);
        var compiled = new CompiledProblem(problem);
        var branching = new RangeBranching(compiled, known, options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        var value = branching.Run(options.Products, known.Objective * (1 + options.Gap), cancellation);
        return new UpperBound(value * (1 + Rounding), value > known.Objective ? BoundProof.Majorant : BoundProof.Optimal);
    }
}
