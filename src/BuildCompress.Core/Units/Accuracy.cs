namespace BuildCompress.Core.Units;

/// <summary>Share of samples classified correctly, 0..1.</summary>
public readonly record struct Accuracy(double Fraction) : IComparable<Accuracy>
{
    /// <summary>The accuracy of <paramref name="correct"/> right answers out of <paramref name="total"/>.</summary>
    public static Accuracy Of(long correct, long total) => new(total == 0 ? 0 : (double)correct / total);

    public int CompareTo(Accuracy other) => Fraction.CompareTo(other.Fraction);

    public override string ToString() => $"{Fraction * 100:0.00} %";
}
