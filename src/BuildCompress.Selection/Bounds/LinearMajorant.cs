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
        for (var x = 0; x < Slope.Length; x++)
            Slope[x] += weight * (other.Slope[x] - Slope[x]);
    }

    public void CopyFrom(LinearMajorant other) => Blend(other, 1);
}
