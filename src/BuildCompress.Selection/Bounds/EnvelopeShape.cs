using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>What every climb of the envelope of one problem shares; read by all at once, never written.</summary>
internal sealed class EnvelopeShape
{
    public EnvelopeShape(CompiledProblem problem, PairTable[] tables, SelectionResult known)
    {
        (Problem, Tables) = (problem, tables);
        PriceUnit = [.. problem.Limits.Select(limit => 0.05 * known.Objective / Math.Max(1.0, limit))];
        Curvature = Sums(problem, tables, [.. known.Multipliers]);
        Stiffness = [.. Enumerable.Range(0, problem.GroupCount).Select(g =>
            Curvature[problem.Start[g]..problem.Start[g + 1]].Average() / problem.SizeOf(g))];
    }

    public CompiledProblem Problem { get; }

    public PairTable[] Tables { get; }

    /// <summary>Per budget, the least price that steps are measured by.</summary>
    public double[] PriceUnit { get; }

    /// <summary>Per variable, the sum of <c>|w|</c> over its products: what bounds how fast its slope can change.</summary>
    public double[] Curvature { get; }

    /// <summary>Per group, how fast the worth of keeping its count in range grows with the violation, times the kinks' width.</summary>
    public double[] Stiffness { get; }

    private static double[] Sums(CompiledProblem problem, PairTable[] tables, double[] prices)
    {
        var sums = new double[problem.Linear.Length];
        foreach (var table in tables)
        {
            var (price, sizeA, sizeB) = (table.Price(prices), problem.SizeOf(table.A), problem.SizeOf(table.B));
            for (var a = 0; a < sizeA; a++)
                for (var b = table.FirstColumn(a); b < sizeB; b++)
                {
                    var weight = Math.Abs(table.Importance[a * sizeB + b] - price);
                    sums[problem.Start[table.A] + a] += weight;
                    sums[problem.Start[table.B] + b] += weight;
                }
        }
        return sums;
    }
}
