using System.Numerics;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// A linear function of the selection that is nowhere below its importance less the priced excess over the budgets:
/// <c>Constant + sum_x Slope_x r_x</c>. Averages of majorants are majorants, whatever the prices of each were.
/// </summary>
internal sealed class LinearMajorant(int variables, int budgets)
{
    public double Constant { get; set; }

    public double[] Slope { get; } = new double[variables];

    /// <summary>Use of each budget at the point the majorant touches.</summary>
    public double[] Use { get; } = new double[budgets];

    /// <summary>Moves this average towards another majorant.</summary>
    public void Blend(LinearMajorant other, double weight)
    {
        Constant += weight * (other.Constant - Constant);
        var (slopes, others, wide, x) = (Slope, other.Slope, new Vector<double>(weight), 0);
        for (; x + Vector<double>.Count <= slopes.Length; x += Vector<double>.Count)
        {
            var slope = new Vector<double>(slopes, x);
            (slope + wide * (new Vector<double>(others, x) - slope)).CopyTo(slopes, x);
        }
        for (; x < slopes.Length; x++)
            slopes[x] += weight * (others[x] - slopes[x]);
    }

    public void CopyFrom(LinearMajorant other) => Blend(other, 1);

    /// <summary>Adds to the slopes from variable <paramref name="start"/> on.</summary>
    public void Add(int start, double[] slopes)
    {
        var i = 0;
        for (; i + Vector<double>.Count <= slopes.Length; i += Vector<double>.Count)
            (new Vector<double>(Slope, start + i) + new Vector<double>(slopes, i)).CopyTo(Slope, start + i);
        for (; i < slopes.Length; i++)
            Slope[start + i] += slopes[i];
    }

    /// <summary>Adds the same to the slopes of <paramref name="count"/> variables from <paramref name="start"/> on.</summary>
    public void Add(int start, int count, double slope)
    {
        var (x, end, wide) = (start, start + count, new Vector<double>(slope));
        for (; x + Vector<double>.Count <= end; x += Vector<double>.Count)
            (new Vector<double>(Slope, x) + wide).CopyTo(Slope, x);
        for (; x < end; x++)
            Slope[x] += slope;
    }
}
