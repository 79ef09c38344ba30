namespace BuildCompress.Core.Units;

/// <summary>A size in bytes, in memory or in a file.</summary>
public readonly record struct Bytes(long Value) : IComparable<Bytes>
{
    public static Bytes operator +(Bytes left, Bytes right) => new(left.Value + right.Value);

    public static bool operator <=(Bytes left, Bytes right) => left.Value <= right.Value;

    public static bool operator >=(Bytes left, Bytes right) => left.Value >= right.Value;

    public int CompareTo(Bytes other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Quantity.Format(Value)}B";
}
