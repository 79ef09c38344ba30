using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>What a majorant charges, and how: any values give a valid bound, good ones a tight bound.</summary>
internal sealed class BoundPrices
{
    private BoundPrices(double[] budgets, double[] byCounts, double[][] rows, double[][] columns, double[] floors, double[] ceilings) =>
        (Budgets, ByCounts, Rows, Columns, Floors, Ceilings) = (budgets, byCounts, rows, columns, floors, ceilings);

    public BoundPrices(CompiledProblem problem, PairTable[] tables, IReadOnlyList<double> budgets)
        : this(
            [.. budgets], new double[tables.Length], [.. tables.Select(t => new double[problem.SizeOf(t.A)])],
            [.. tables.Select(t => new double[problem.SizeOf(t.B)])], new double[problem.GroupCount], new double[problem.GroupCount])
    {
    }

    /// <summary>Of each budget, nonnegative.</summary>
    public double[] Budgets { get; }

    /// <summary>Per table, the charge on the product of its two counts in place of every product of channels, nonnegative.</summary>
    public double[] ByCounts { get; }

    /// <summary>Per table and channel of A, the charge on that channel times B's count in place of its products; negative is a credit.</summary>
    public double[][] Rows { get; }

    /// <summary>Per table and channel of B, the same with A's count.</summary>
    public double[][] Columns { get; }

    /// <summary>Per group, the worth of a channel that keeps the count from falling below its range, nonnegative.</summary>
    public double[] Floors { get; }

    /// <summary>Per group, the price of a channel that keeps the count from rising above its range, nonnegative.</summary>
    public double[] Ceilings { get; }

    public BoundPrices Clone() => new(
        [.. Budgets], [.. ByCounts], [.. Rows.Select(r => (double[])r.Clone())], [.. Columns.Select(c => (double[])c.Clone())],
        [.. Floors], [.. Ceilings]);
}
