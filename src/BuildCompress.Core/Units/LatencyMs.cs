using System.Globalization;

namespace BuildCompress.Core.Units;

/// <summary>Time of one inference in milliseconds.</summary>
public readonly record struct LatencyMs(double Value) : IComparable<LatencyMs>
{
    public static bool operator <=(LatencyMs left, LatencyMs right) => left.Value <= right.Value;

    public static bool operator >=(LatencyMs left, LatencyMs right) => left.Value >= right.Value;

    /// <summary>Of whole nanoseconds, as budgets count.</summary>
    public static LatencyMs OfNanoseconds(long value) => new(value / 1e6);

    public int CompareTo(LatencyMs other) => Value.CompareTo(other.Value);

    /// <summary>Four digits, in microseconds below one millisecond: <c>217.4 µs</c>, <c>12.34 ms</c>.</summary>
    public override string ToString()
    {
        var (value, unit) = Math.Abs(Value) < 1 ? (Value * 1000, "µs") : (Value, "ms");
        var format = Math.Abs(value) switch { < 10 => "0.000", < 100 => "0.00", < 1000 => "0.0", _ => "0" };
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }
}
