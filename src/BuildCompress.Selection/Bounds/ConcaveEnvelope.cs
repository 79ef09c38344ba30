using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// A concave upper envelope of the Lagrangian over fractional selections. Product by product, <c>w r s</c> becomes <c>w min(r, s)</c> where
/// <c>w = importance - price</c> is positive and <c>w max(0, r + s - 1)</c> where it is negative (McCormick's inequalities). A part of each
/// table's price can instead be charged on the counts <c>n m</c> of its two groups as a whole, by McCormick's inequalities over their ranges,
/// which is the tighter the narrower the ranges are. Kinks are rounded over a width, which selects one of the valid supporting planes there.
/// </summary>
internal sealed class ConcaveEnvelope
{
    private const double LargestPart = 2;

    private readonly CompiledProblem _problem;
    private readonly PairTable[] _tables;
    private readonly TableSupport[] _supports;

    // Per table, the part of the price charged on counts, and by how much counts charge more at the last point.
    private readonly double[] _byCounts;
    private readonly double[] _excess;

    public ConcaveEnvelope(CompiledProblem problem)
    {
        _problem = problem;
        _tables = PairTable.Of(problem);
        _supports = [.. _tables.Select(t => new TableSupport(problem.SizeOf(t.A), problem.SizeOf(t.B)))];
        (_byCounts, _excess) = (new double[_tables.Length], new double[_tables.Length]);
    }

    /// <summary>How many products one <see cref="Support"/> visits.</summary>
    public long Products => _tables.Sum(t => (long)t.Importance.Length);

    /// <summary>The majorant that touches the envelope at <paramref name="point"/>. Entries beyond [0, 1] mark variables known to be off or on.</summary>
    public void Support(double[] point, double[] prices, CountRanges ranges, double width, int threads, LinearMajorant majorant)
    {
        majorant.Constant = 0;
        for (var k = 0; k < prices.Length; k++)
        {
            majorant.Use[k] = _problem.Problem.Budgets[k].Constant;
            majorant.Constant += prices[k] * (_problem.Limits[k] - majorant.Use[k]);
        }
        for (var g = 0; g < _problem.GroupCount; g++)
            AddLinear(g, point, prices, majorant);

        if (threads > 1)
            Parallel.For(0, _tables.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Compute);
        else
            for (var t = 0; t < _tables.Length; t++)
                Compute(t);
        for (var t = 0; t < _tables.Length; t++)
            Collect(t, point, prices, ranges, width, majorant);

        void Compute(int t) => _supports[t].Compute(
            _tables[t], (1 - _byCounts[t]) * _tables[t].Price(prices), PointOf(_tables[t].A), PointOf(_tables[t].B), width);

        ReadOnlySpan<double> PointOf(int group) => point.AsSpan(_problem.Start[group], _problem.SizeOf(group));
    }

    /// <summary>Charges more on counts where they charge more than the products one by one, and less where they charge less.</summary>
    public void ShiftToCounts()
    {
        for (var t = 0; t < _tables.Length; t++)
            _byCounts[t] = Math.Clamp(_byCounts[t] + 2 * _excess[t] / _tables[t].Importance.Length, 0, LargestPart);
    }

    /// <summary>Per variable, the sum of <c>|w|</c> over its products: what bounds how fast its slope can change.</summary>
    public double[] Curvature(double[] prices)
    {
        var sums = new double[_problem.Linear.Length];
        foreach (var table in _tables)
        {
            var (price, sizeA, sizeB) = (table.Price(prices), _problem.SizeOf(table.A), _problem.SizeOf(table.B));
            for (var a = 0; a < sizeA; a++)
                for (var b = table.FirstColumn(a); b < sizeB; b++)
                {
                    var weight = Math.Abs(table.Importance[a * sizeB + b] - price);
                    sums[_problem.Start[table.A] + a] += weight;
                    sums[_problem.Start[table.B] + b] += weight;
                }
        }
        return sums;
    }

    private void AddLinear(int group, double[] point, double[] prices, LinearMajorant majorant)
    {
        var (price, count) = (0.0, Count(group, point));
        foreach (var (k, unit) in _problem.Costs[group].Linear)
            Add(k, unit);
        foreach (var (k, unit) in _problem.Costs[group].Self)
            Add(k, unit);
        for (var x = _problem.Start[group]; x < _problem.Start[group + 1]; x++)
            majorant.Slope[x] = _problem.Linear[x] - price;

        void Add(int k, long unit)
        {
            price += prices[k] * unit;
            majorant.Use[k] += unit * count;
        }
    }

    private void Collect(int t, double[] point, double[] prices, CountRanges ranges, double width, LinearMajorant majorant)
    {
        var (table, support) = (_tables[t], _supports[t]);
        AddTo(majorant.Slope.AsSpan(_problem.Start[table.A]), support.SlopeA);
        AddTo(majorant.Slope.AsSpan(_problem.Start[table.B]), support.SlopeB);
        majorant.Constant += support.Constant;
        var products = support.Products;
        if (table.A != table.B)
        {
            var counted = AddCounts(table, _byCounts[t] * table.Price(prices), point, ranges, width, majorant);
            _excess[t] = counted - products;
            products += _byCounts[t] * _excess[t];
        }
        foreach (var (k, cost) in table.Costs)
            majorant.Use[k] += cost * products;
    }

    /// <summary>Charges <paramref name="price"/> for the product of the two counts <c>n m >= max(l m + l' n - l l', u m + u' n - u u')</c>, and returns that.</summary>
    private double AddCounts(PairTable table, double price, double[] point, CountRanges ranges, double width, LinearMajorant majorant)
    {
        var (lowA, highA, lowB, highB) = (ranges.Lower[table.A], ranges.Upper[table.A], ranges.Lower[table.B], ranges.Upper[table.B]);
        var (n, m) = (Count(table.A, point), Count(table.B, point));
        var below = lowA * m + lowB * n - (double)lowA * lowB;
        var above = highA * m + highB * n - (double)highA * highB;
        var kink = width * ((double)(highB - lowB) * _problem.SizeOf(table.A) + (double)(highA - lowA) * _problem.SizeOf(table.B)) + 1e-9;
        var share = Math.Clamp(0.5 + (above - below) / kink, 0, 1);

        var (slopeA, slopeB) = ((1 - share) * lowB + share * highB, (1 - share) * lowA + share * highA);
        foreach (ref var slope in majorant.Slope.AsSpan(_problem.Start[table.A], _problem.SizeOf(table.A)))
            slope -= price * slopeA;
        foreach (ref var slope in majorant.Slope.AsSpan(_problem.Start[table.B], _problem.SizeOf(table.B)))
            slope -= price * slopeB;
        majorant.Constant += price * ((1 - share) * lowA * lowB + share * highA * highB);
        return (1 - share) * below + share * above;
    }

    private double Count(int group, double[] point)
    {
        var sum = 0.0;
        foreach (var r in point.AsSpan(_problem.Start[group], _problem.SizeOf(group)))
            sum += Math.Clamp(r, 0, 1);
        return sum;
    }

    private static void AddTo(Span<double> target, ReadOnlySpan<double> source)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] += source[i];
    }
}
