namespace BuildCompress.Core.Units;

/// <summary>A size in bytes, in memory or in a file.</summary>
public readonly record struct Bytes(long Value) : IComparable<Bytes>
{
    /// <summary>The units people write sizes in, with their bytes: kB, MB, GB by 1000, KiB, MiB, GiB by 1024.</summary>
    public static IReadOnlyList<(string Unit, long Bytes)> Units { get; } =
    [
        ("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30),
    ];

    public static Bytes operator +(Bytes left, Bytes right) => new(left.Value + right.Value);

    public static bool operator <=(Bytes left, Bytes right) => left.Value <= right.Value;

    public static bool operator >=(Bytes left, Bytes right) => left.Value >= right.Value;

    /// <summary>Reads <c>512 MiB</c> or a plain number of bytes.</summary>
    public static bool TryParse(string text, out Bytes size)
    {
        size = default;
        if (!WrittenQuantity.TryParse(text, out var quantity))
            return false;
        var unit = quantity.Unit.Length == 0 ? 1 : Units.FirstOrDefault(known => known.Unit == quantity.Unit).Bytes;
        if (unit == 0 || quantity.Number * unit > long.MaxValue)
            return false;
        size = new Bytes((long)(quantity.Number * unit));
        return true;
    }

    public int CompareTo(Bytes other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Quantity.Format(Value)}B";
}
