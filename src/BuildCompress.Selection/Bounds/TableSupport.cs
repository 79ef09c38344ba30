using System.Numerics;
using System.Runtime.InteropServices;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// The supporting plane of one table's envelope, kept apart from the others' so that tables can be computed at once and still be added up in
/// one order.
/// </summary>
internal sealed class TableSupport(int sizeA, int sizeB)
{
    public double[] SlopeA { get; } = new double[sizeA];

    public double[] SlopeB { get; } = new double[sizeB];

    public double Constant { get; private set; }

    /// <summary>Sum over products of the envelope of <c>r s</c> at the point.</summary>
    public double Products { get; private set; }

    /// <param name="price">Of one product.</param>
    /// <param name="width">Of the rounded kinks.</param>
    public void Compute(PairTable table, double price, ReadOnlySpan<double> pointA, ReadOnlySpan<double> pointB, double width)
    {
        Array.Clear(SlopeA);
        Array.Clear(SlopeB);
        (Constant, Products) = (0, 0);
        for (var a = 0; a < pointA.Length; a++)
        {
            var first = table.FirstColumn(a);
            var importance = table.Importance.AsSpan(a * pointB.Length + first, pointB.Length - first);
            AddRow(a, importance, price, pointA[a], pointB[first..], SlopeB.AsSpan(first), width);
        }
    }

    private void AddRow(
        int a, ReadOnlySpan<float> importance, double price, double r, ReadOnlySpan<double> pointB, Span<double> slopeB, double width)
    {
        var (scale, half, one, zero) = (new Vector<double>(0.5 / width), new Vector<double>(0.5), Vector<double>.One, Vector<double>.Zero);
        var (rWide, priceWide) = (new Vector<double>(r), new Vector<double>(price));
        var (rowSlope, constant, products) = (zero, zero, zero);
        var wide = MemoryMarshal.Cast<float, Vector<float>>(importance);
        var points = MemoryMarshal.Cast<double, Vector<double>>(pointB);
        var slopes = MemoryMarshal.Cast<double, Vector<double>>(slopeB);
        for (var i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out var low, out var high);
            Step(low, points[2 * i], ref slopes[2 * i]);
            Step(high, points[2 * i + 1], ref slopes[2 * i + 1]);
        }

        var (sumSlope, sumConstant, sumProducts) = (Vector.Sum(rowSlope), Vector.Sum(constant), Vector.Sum(products));
        for (var b = wide.Length * Vector<float>.Count; b < importance.Length; b++)
        {
            var (w, s) = (importance[b] - price, pointB[b]);
            var share = Math.Clamp(0.5 + (w > 0 ? s - r : r + s - 1) * (0.5 / width), 0, 1);
            sumSlope += w * share;
            slopeB[b] += w > 0 ? w * (1 - share) : w * share;
            sumConstant -= w > 0 ? 0 : w * share;
            sumProducts += w > 0 ? share * r + (1 - share) * s : share * (r + s - 1);
        }
        SlopeA[a] += sumSlope;
        Constant += sumConstant;
        Products += sumProducts;

        // Gains lie on the smaller of r and s; losses on both, from r + s = 1 on.
        void Step(Vector<double> value, Vector<double> s, ref Vector<double> slope)
        {
            var w = value - priceWide;
            var gains = Vector.GreaterThan(w, zero);
            var offset = Vector.ConditionalSelect(gains, s - rWide, rWide + s - one);
            var share = Vector.Min(Vector.Max(half + offset * scale, zero), one);
            var part = w * share;
            rowSlope += part;
            slope += Vector.ConditionalSelect(gains, w - part, part);
            constant -= Vector.ConditionalSelect(gains, zero, part);
            products += Vector.ConditionalSelect(gains, share * rWide + (one - share) * s, share * (rWide + s - one));
        }
    }
}
