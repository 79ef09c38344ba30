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
    }

    public CompiledProblem Problem { get; }

    public PairTable[] Tables { get; }

    /// <summary>Per budget, the least price that steps are measured by.</summary>
    public double[] PriceUnit { get; }

    /// <summary>Per variable, the sum of <c>|w|</c> over its products: what bounds how fast its slope can change.</summary>
    public double[] Curvature { get; }

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
