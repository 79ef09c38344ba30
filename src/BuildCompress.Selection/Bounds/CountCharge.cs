using System.Numerics;
using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// Charges on counts in place of products of channels: a table's <c>n m</c>, and each channel's <c>r m</c> with the other group's count. Within
/// the counts' ranges <c>[l, u]</c> McCormick's inequalities bound them, e.g. <c>max(l r, m - u (1 - r)) &lt;= r m &lt;= min(u r, m - l (1 - r))</c>.
/// </summary>
internal sealed class CountCharge(CompiledProblem problem)
{
    private readonly double[] _counts = new double[problem.GroupCount];

    /// <summary>Of a group at the point.</summary>
    public double Count(int group) => _counts[group];

    public void CountPoint(double[] point)
    {
        for (var g = 0; g < _counts.Length; g++)
        {
            var (x, end, sums) = (problem.Start[g], problem.Start[g + 1], Vector<double>.Zero);
            for (; x + Vector<double>.Count <= end; x += Vector<double>.Count)
                sums += Vector.MinNative(Vector.MaxNative(new Vector<double>(point, x), Vector<double>.Zero), Vector<double>.One);
            var sum = Vector.Sum(sums);
            for (; x < end; x++)
                sum += Math.Clamp(point[x], 0, 1);
            _counts[g] = sum;
        }
    }

    public void Add(PairTable table, int t, double[] point, BoundPrices prices, CountRanges ranges, double width, LinearMajorant majorant)
    {
        AddTable(table, prices.ByCounts[t], ranges, width, majorant);
        AddChannels(table.A, table.B, prices.Rows[t], point, ranges, width, majorant);
        AddChannels(table.B, table.A, prices.Columns[t], point, ranges, width, majorant);
    }

    private void AddTable(PairTable table, double price, CountRanges ranges, double width, LinearMajorant majorant)
    {
        if (price == 0)
            return;
        var (lowA, highA, lowB, highB) = (ranges.Lower[table.A], ranges.Upper[table.A], ranges.Lower[table.B], ranges.Upper[table.B]);
        var (below, above) = Products(table, ranges);
        var kink = width * ((double)(highB - lowB) * problem.SizeOf(table.A) + (double)(highA - lowA) * problem.SizeOf(table.B)) + 1e-9;
        var share = Math.Clamp(0.5 + (above - below) / kink, 0, 1);
        AddToAll(table.A, -price * ((1 - share) * lowB + share * highB), majorant);
        AddToAll(table.B, -price * ((1 - share) * lowA + share * highA), majorant);
        majorant.Constant += price * ((1 - share) * lowA * lowB + share * highA * highB);
    }

    /// <remarks>
    /// One plane is steep in r alone; the other passes through the whole count at r = 1. A charge takes the higher, a credit the lower.
    /// </remarks>
    private void AddChannels(int group, int other, double[] charges, double[] point, CountRanges ranges, double width, LinearMajorant majorant)
    {
        var (low, high, count, start) = ((double)ranges.Lower[other], (double)ranges.Upper[other], _counts[other], problem.Start[group]);
        var scale = 1 / (width * (high - low + problem.SizeOf(other)));
        var (one, zero, half) = (Vector<double>.One, Vector<double>.Zero, new Vector<double>(0.5));
        var (wideLow, wideHigh, wideScale, wideCount) = (new Vector<double>(low), new Vector<double>(high), new Vector<double>(scale), new Vector<double>(count));
        var (onCounts, constants, slopes, j) = (zero, zero, majorant.Slope, 0);
        for (; j + Vector<double>.Count <= charges.Length; j += Vector<double>.Count)
        {
            var charge = new Vector<double>(charges, j);
            var isCharge = Vector.GreaterThan(charge, zero);
            var (alone, edge) = (Vector.ConditionalSelect(isCharge, wideLow, wideHigh), Vector.ConditionalSelect(isCharge, wideHigh, wideLow));
            var r = Vector.MinNative(Vector.MaxNative(new Vector<double>(point, start + j), zero), one);
            var ahead = (wideCount - edge - (alone - edge) * r) * Vector.ConditionalSelect(isCharge, wideScale, -wideScale);
            var part = charge * Vector.MinNative(Vector.MaxNative(half + ahead, zero), one);
            (new Vector<double>(slopes, start + j) - charge * alone - part * (edge - alone)).CopyTo(slopes, start + j);
            onCounts += part;
            constants += part * edge;
        }

        var (onCount, constant) = (Vector.Sum(onCounts), Vector.Sum(constants));
        for (; j < charges.Length; j++)
        {
            var charge = charges[j];
            var (alone, edge, sign) = charge > 0 ? (low, high, scale) : (high, low, -scale);
            var r = Math.Clamp(point[start + j], 0, 1);
            var part = charge * Math.Clamp(0.5 + (count - edge - (alone - edge) * r) * sign, 0, 1);
            slopes[start + j] -= charge * alone + part * (edge - alone);
            onCount += part;
            constant += part * edge;
        }
        majorant.Constant += constant;
        AddToAll(other, -onCount, majorant);
    }

    /// <summary>Moves the prices of a table by how much more counts charge than products at the last counted point.</summary>
    public void Move(PairTable table, int t, double[] point, BoundPrices prices, CountRanges ranges, TableSupport support)
    {
        var (sizeA, sizeB) = (support.ProductsA.Length, support.ProductsB.Length);
        var unit = Math.Max(table.Price(prices.Budgets), table.MeanImportance);
        var (below, above) = Products(table, ranges);
        var excess = Math.Max(below, above) - support.ProductsA.Sum();
        prices.ByCounts[t] = Math.Clamp(prices.ByCounts[t] + unit * excess / ((double)sizeA * sizeB), 0, 2 * unit);
        MoveChannels(table.A, table.B, point, prices.Rows[t], support.ProductsA, ranges, unit);
        MoveChannels(table.B, table.A, point, prices.Columns[t], support.ProductsB, ranges, unit);
    }

    private void MoveChannels(int group, int other, double[] point, double[] charges, double[] products, CountRanges ranges, double unit)
    {
        var (low, high, count, size) = ((double)ranges.Lower[other], (double)ranges.Upper[other], _counts[other], problem.SizeOf(other));
        for (var j = 0; j < charges.Length; j++)
        {
            var r = Math.Clamp(point[problem.Start[group] + j], 0, 1);
            var least = Math.Max(low * r, count - high * (1 - r));
            var most = Math.Min(high * r, count - low * (1 - r));
            var excess = charges[j] > 0 ? least - products[j]
                : charges[j] < 0 ? most - products[j]
                : products[j] < least ? least - products[j] : products[j] > most ? most - products[j] : 0;
            var moved = charges[j] + unit * excess / size;
            if (moved * charges[j] < 0)
                moved = 0;
            charges[j] = Math.Clamp(moved, -unit, unit);
        }
    }

    private (double Below, double Above) Products(PairTable table, CountRanges ranges)
    {
        var (lowA, highA, lowB, highB) = (ranges.Lower[table.A], ranges.Upper[table.A], ranges.Lower[table.B], ranges.Upper[table.B]);
        var (n, m) = (_counts[table.A], _counts[table.B]);
        return (lowA * m + lowB * n - (double)lowA * lowB, highA * m + highB * n - (double)highA * highB);
    }

    private void AddToAll(int group, double slope, LinearMajorant majorant) =>
        majorant.Add(problem.Start[group], problem.SizeOf(group), slope);
}
