using System.Numerics;
using System.Runtime.InteropServices;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// The supporting plane of one table's envelope, kept apart from the others' so that tables can be computed at once and still be added up in
/// one order.
/// </summary>
/// <remarks>
/// Gains lie on the smaller of r and s; losses on both, from r + s = 1 on. The share of a weight that lies on r is a point's scaled value plus
/// one of two offsets, clamped; any share gives a valid plane.
/// </remarks>
internal sealed class TableSupport(PairTable table, int sizeA, int sizeB)
{
    private readonly float[] _scaled = new float[sizeB];
    private readonly float[] _charge = new float[sizeB];
    private readonly float[] _slopeB = new float[sizeB];

    public double[] SlopeA { get; } = new double[sizeA];

    public double[] SlopeB { get; } = new double[sizeB];

    /// <summary>Of the plane, where it was last computed exactly.</summary>
    public double Constant { get; private set; }

    /// <summary>Per channel of A, sum over products of the envelope of <c>r s</c> where the plane was last computed exactly.</summary>
    public double[] ProductsA { get; } = new double[sizeA];

    /// <summary>The same per channel of B.</summary>
    public double[] ProductsB { get; } = new double[sizeB];

    /// <summary>The slopes alone, in single precision: good for a step, not for a proof.</summary>
    /// <param name="price">Of one product.</param>
    /// <param name="rows">Added to the weights of A's channels.</param>
    /// <param name="columns">Added to the weights of B's channels.</param>
    /// <param name="width">Of the rounded kinks.</param>
    public void Approximate(
        double price, double[] rows, double[] columns, ReadOnlySpan<double> pointA, ReadOnlySpan<double> pointB, double width)
    {
        var scale = 1 / width;
        Array.Clear(_slopeB);
        Prepare(price, columns, pointB, scale);
        var a = 0;
        for (; table.A != table.B && a + 1 < sizeA; a += 2)
            (SlopeA[a], SlopeA[a + 1]) = AddTwoRows(
                a, (float)rows[a], OfGains(pointA[a]), OfLosses(pointA[a]), (float)rows[a + 1], OfGains(pointA[a + 1]), OfLosses(pointA[a + 1]));
        for (; a < sizeA; a++)
            SlopeA[a] = AddRow(a, table.FirstColumn(a), (float)rows[a], OfGains(pointA[a]), OfLosses(pointA[a]));
        WidenSlopes();

        float OfGains(double r) => (float)(0.5 - r * scale);
        float OfLosses(double r) => (float)(0.5 + r * scale - scale);
    }

    private void Prepare(double price, double[] columns, ReadOnlySpan<double> pointB, double scale)
    {
        var (wideScale, widePrice, step, b) = (new Vector<double>(scale), new Vector<double>(price), Vector<double>.Count, 0);
        for (; b + 2 * step <= sizeB; b += 2 * step)
        {
            var points = (Low: new Vector<double>(pointB[b..]), High: new Vector<double>(pointB[(b + step)..]));
            Vector.Narrow(points.Low * wideScale, points.High * wideScale).CopyTo(_scaled, b);
            Vector.Narrow(widePrice - new Vector<double>(columns, b), widePrice - new Vector<double>(columns, b + step)).CopyTo(_charge, b);
        }
        for (; b < sizeB; b++)
            (_scaled[b], _charge[b]) = ((float)(pointB[b] * scale), (float)(price - columns[b]));
    }

    private void WidenSlopes()
    {
        var (step, b) = (Vector<double>.Count, 0);
        for (; b + 2 * step <= sizeB; b += 2 * step)
        {
            Vector.Widen(new Vector<float>(_slopeB, b), out var low, out var high);
            low.CopyTo(SlopeB, b);
            high.CopyTo(SlopeB, b + step);
        }
        for (; b < sizeB; b++)
            SlopeB[b] = _slopeB[b];
    }

    /// <summary>The whole plane.</summary>
    /// <inheritdoc cref="Approximate" path="/param"/>
    public void Compute(
        double price, double[] rows, double[] columns, ReadOnlySpan<double> pointA, ReadOnlySpan<double> pointB, double width)
    {
        Array.Clear(SlopeB);
        Array.Clear(ProductsB);
        Constant = 0;
        for (var a = 0; a < sizeA; a++)
            AddExactRow(a, table.FirstColumn(a), rows[a] - price, columns, pointA[a], pointB, 1 / width);
    }

    private void AddExactRow(int a, int first, double row, double[] columns, double r, ReadOnlySpan<double> pointB, double scale)
    {
        ref var importance = ref table.Importance[a * sizeB];
        ref var points = ref MemoryMarshal.GetReference(pointB);
        ref var column = ref MemoryMarshal.GetArrayDataReference(columns);
        ref var slopeB = ref MemoryMarshal.GetArrayDataReference(SlopeB);
        ref var productsB = ref MemoryMarshal.GetArrayDataReference(ProductsB);
        var (one, zero, half, wideScale) = (Vector<double>.One, Vector<double>.Zero, new Vector<double>(0.5), new Vector<double>(scale));
        var (wideRow, wideR) = (new Vector<double>(row), new Vector<double>(r));
        var (slopes, constants, products) = (zero, zero, zero);
        var (b, step) = (first, Vector<double>.Count);
        for (; b + 2 * step <= sizeB; b += 2 * step)
        {
            Vector.Widen(Vector.LoadUnsafe(ref importance, (nuint)b), out var low, out var high);
            Add(low, (nuint)b, ref points, ref column, ref slopeB, ref productsB);
            Add(high, (nuint)(b + step), ref points, ref column, ref slopeB, ref productsB);
        }

        var (slope, constant, product) = (Vector.Sum(slopes), Vector.Sum(constants), Vector.Sum(products));
        for (; b < sizeB; b++)
        {
            var (w, s) = (table.Importance[a * sizeB + b] + columns[b] + row, pointB[b]);
            var both = r + s - 1;
            var share = Math.Min(Math.Max(0.5 + (w > 0 ? s - r : both) * scale, 0), 1);
            var part = w * share;
            var each = w > 0 ? s + share * (r - s) : share * both;
            slope += part;
            SlopeB[b] += w > 0 ? w - part : part;
            constant += w > 0 ? 0 : part;
            product += each;
            ProductsB[b] += each;
        }
        (SlopeA[a], ProductsA[a]) = (slope, product);
        Constant -= constant;

        void Add(Vector<double> value, nuint at, ref double points, ref double column, ref double slopeB, ref double productsB)
        {
            var (w, s) = (value + Vector.LoadUnsafe(ref column, at) + wideRow, Vector.LoadUnsafe(ref points, at));
            var (gains, both) = (Vector.GreaterThan(w, zero), wideR + s - one);
            var share = Vector.MinNative(Vector.MaxNative(half + Vector.ConditionalSelect(gains, s - wideR, both) * wideScale, zero), one);
            var part = w * share;
            slopes += part;
            constants += Vector.ConditionalSelect(gains, zero, part);
            (Vector.LoadUnsafe(ref slopeB, at) + Vector.ConditionalSelect(gains, w - part, part)).StoreUnsafe(ref slopeB, at);
            var product = Vector.ConditionalSelect(gains, s + share * (wideR - s), share * both);
            products += product;
            (Vector.LoadUnsafe(ref productsB, at) + product).StoreUnsafe(ref productsB, at);
        }
    }

    /// <summary>Two rows at once share what lies in columns: whole rows only.</summary>
    private (float, float) AddTwoRows(
        int a, float rowOf0, float gainsOf0, float lossesOf0, float rowOf1, float gainsOf1, float lossesOf1)
    {
        ref var importance0 = ref table.Importance[a * sizeB];
        ref var importance1 = ref table.Importance[(a + 1) * sizeB];
        ref var scaled = ref MemoryMarshal.GetArrayDataReference(_scaled);
        ref var charge = ref MemoryMarshal.GetArrayDataReference(_charge);
        ref var slopeB = ref MemoryMarshal.GetArrayDataReference(_slopeB);
        var (one, zero) = (Vector<float>.One, Vector<float>.Zero);
        var (row0, gain0, loss0, slopes0) = (new Vector<float>(rowOf0), new Vector<float>(gainsOf0), new Vector<float>(lossesOf0), zero);
        var (row1, gain1, loss1, slopes1) = (new Vector<float>(rowOf1), new Vector<float>(gainsOf1), new Vector<float>(lossesOf1), zero);
        var b = 0;
        for (; b + Vector<float>.Count <= sizeB; b += Vector<float>.Count)
        {
            var at = (nuint)b;
            var (charges, points) = (Vector.LoadUnsafe(ref charge, at), Vector.LoadUnsafe(ref scaled, at));
            var w0 = Vector.LoadUnsafe(ref importance0, at) - charges + row0;
            var w1 = Vector.LoadUnsafe(ref importance1, at) - charges + row1;
            var (gains0, gains1) = (Vector.GreaterThan(w0, zero), Vector.GreaterThan(w1, zero));
            var share0 = points + Vector.ConditionalSelect(gains0, gain0, loss0);
            var share1 = points + Vector.ConditionalSelect(gains1, gain1, loss1);
            var part0 = w0 * Vector.MinNative(Vector.MaxNative(share0, zero), one);
            var part1 = w1 * Vector.MinNative(Vector.MaxNative(share1, zero), one);
            slopes0 += part0;
            slopes1 += part1;
            var rest = Vector.ConditionalSelect(gains0, w0 - part0, part0) + Vector.ConditionalSelect(gains1, w1 - part1, part1);
            (Vector.LoadUnsafe(ref slopeB, at) + rest).StoreUnsafe(ref slopeB, at);
        }

        var (slope0, slope1) = (Vector.Sum(slopes0), Vector.Sum(slopes1));
        if (b < sizeB)
            (slope0, slope1) = (slope0 + AddRow(a, b, rowOf0, gainsOf0, lossesOf0), slope1 + AddRow(a + 1, b, rowOf1, gainsOf1, lossesOf1));
        return (slope0, slope1);
    }

    private float AddRow(int a, int first, float row, float ofGains, float ofLosses)
    {
        ref var importance = ref table.Importance[a * sizeB];
        ref var scaled = ref MemoryMarshal.GetArrayDataReference(_scaled);
        ref var charge = ref MemoryMarshal.GetArrayDataReference(_charge);
        ref var slopeB = ref MemoryMarshal.GetArrayDataReference(_slopeB);
        var (one, zero, wideRow) = (Vector<float>.One, Vector<float>.Zero, new Vector<float>(row));
        var (wideGains, wideLosses, slopes) = (new Vector<float>(ofGains), new Vector<float>(ofLosses), Vector<float>.Zero);
        var b = first;
        for (; b + Vector<float>.Count <= sizeB; b += Vector<float>.Count)
        {
            var at = (nuint)b;
            var w = Vector.LoadUnsafe(ref importance, at) - Vector.LoadUnsafe(ref charge, at) + wideRow;
            var gains = Vector.GreaterThan(w, zero);
            var share = Vector.LoadUnsafe(ref scaled, at) + Vector.ConditionalSelect(gains, wideGains, wideLosses);
            var part = w * Vector.MinNative(Vector.MaxNative(share, zero), one);
            slopes += part;
            var rest = Vector.ConditionalSelect(gains, w - part, part);
            (Vector.LoadUnsafe(ref slopeB, at) + rest).StoreUnsafe(ref slopeB, at);
        }

        var slope = Vector.Sum(slopes);
        for (; b < sizeB; b++)
        {
            var w = table.Importance[a * sizeB + b] - _charge[b] + row;
            var part = w * Math.Clamp(_scaled[b] + (w > 0 ? ofGains : ofLosses), 0, 1);
            slope += part;
            _slopeB[b] += w > 0 ? w - part : part;
        }
        return slope;
    }
}
