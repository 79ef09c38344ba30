using System.Numerics;
using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// A concave upper envelope of the Lagrangian over fractional selections. Product by product, <c>w r s</c> becomes <c>w min(r, s)</c> where
/// <c>w = importance - price</c> is positive and <c>w max(0, r + s - 1)</c> where it is negative (McCormick's inequalities). A part of the
/// weights can instead be charged on counts by <see cref="CountCharge"/>, which is the tighter the narrower the counts' ranges are. Kinks are
/// rounded over a width, which selects one of the valid supporting planes there.
/// </summary>
internal sealed class ConcaveEnvelope
{
    private readonly CompiledProblem _problem;
    private readonly PairTable[] _tables;
    private readonly TableSupport[] _supports;
    private readonly CountCharge _charge;

    public ConcaveEnvelope(CompiledProblem problem, PairTable[] tables)
    {
        (_problem, _tables) = (problem, tables);
        _supports = [.. tables.Select(t => new TableSupport(t, problem.SizeOf(t.A), problem.SizeOf(t.B)))];
        _charge = new CountCharge(problem);
    }

    /// <summary>The majorant that touches the envelope at <paramref name="point"/>. Entries beyond [0, 1] mark variables known to be off or on.</summary>
    /// <param name="counting">Whether budgets' uses and what counts charge in excess are asked for.</param>
    public void Support(
        double[] point, BoundPrices prices, CountRanges ranges, double width, int threads, bool counting, LinearMajorant majorant)
    {
        majorant.Constant = 0;
        for (var k = 0; k < prices.Budgets.Length; k++)
        {
            majorant.Use[k] = _problem.Problem.Budgets[k].Constant;
            majorant.Constant += prices.Budgets[k] * (_problem.Limits[k] - majorant.Use[k]);
        }
        _charge.CountPoint(point);
        for (var g = 0; g < _problem.GroupCount; g++)
            AddLinear(g, prices.Budgets, majorant);

        if (threads > 1)
            Parallel.For(0, _tables.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Compute);
        else
            for (var t = 0; t < _tables.Length; t++)
                Compute(t);
        for (var t = 0; t < _tables.Length; t++)
            Collect(t, point, prices, ranges, width, counting, majorant);

        void Compute(int t)
        {
            var rows = prices.Rows[t];
            var pointA = PointOf(_tables[t].A);
            var pointB = PointOf(_tables[t].B);
            var price = _tables[t].Price(prices.Budgets) - prices.ByCounts[t];
            if (counting)
                _supports[t].Compute(price, rows, prices.Columns[t], pointA, pointB, width);
            else
                _supports[t].Approximate(price, rows, prices.Columns[t], pointA, pointB, width);
        }

        ReadOnlySpan<double> PointOf(int group) => point.AsSpan(_problem.Start[group], _problem.SizeOf(group));
    }

    /// <summary>Of a group at the last point.</summary>
    public double Count(int group) => _charge.Count(group);

    /// <summary>
    /// Charges more on counts where they charge more than the products one by one at the last counted point, and less where they charge less.
    /// </summary>
    public void MoveToCounts(double[] point, BoundPrices prices, CountRanges ranges)
    {
        for (var t = 0; t < _tables.Length; t++)
            if (_tables[t].A != _tables[t].B)
                _charge.Move(_tables[t], t, point, prices, ranges, _supports[t]);
    }

    /// <summary>Per group, how much less is charged for its products at the last counted point than its counts would cost.</summary>
    public void Excess(double[] prices, double[] excess)
    {
        Array.Clear(excess);
        for (var t = 0; t < _tables.Length; t++)
        {
            var (table, products) = (_tables[t], _supports[t].ProductsA.Sum());
            var gap = table.Price(prices) * Math.Max(0, _charge.Count(table.A) * _charge.Count(table.B) - products);
            excess[table.A] += gap;
            excess[table.B] += gap;
        }
    }

    private void AddLinear(int group, double[] prices, LinearMajorant majorant)
    {
        var (price, count) = (0.0, _charge.Count(group));
        foreach (var (k, unit) in _problem.Costs[group].Linear)
            Add(k, unit);
        foreach (var (k, unit) in _problem.Costs[group].Self)
            Add(k, unit);
        var (x, end, wide) = (_problem.Start[group], _problem.Start[group + 1], new Vector<double>(price));
        for (; x + Vector<double>.Count <= end; x += Vector<double>.Count)
            (new Vector<double>(_problem.Linear, x) - wide).CopyTo(majorant.Slope, x);
        for (; x < end; x++)
            majorant.Slope[x] = _problem.Linear[x] - price;

        void Add(int k, long unit)
        {
            price += prices[k] * unit;
            majorant.Use[k] += unit * count;
        }
    }

    private void Collect(
        int t, double[] point, BoundPrices prices, CountRanges ranges, double width, bool counting, LinearMajorant majorant)
    {
        var (table, support) = (_tables[t], _supports[t]);
        majorant.Add(_problem.Start[table.A], support.SlopeA);
        majorant.Add(_problem.Start[table.B], support.SlopeB);
        majorant.Constant += support.Constant;
        if (table.A != table.B)
            _charge.Add(table, t, point, prices, ranges, width, majorant);
        if (!counting)
            return;
        var products = support.ProductsA.Sum();
        foreach (var (k, cost) in table.Costs)
            majorant.Use[k] += cost * products;
    }
}
