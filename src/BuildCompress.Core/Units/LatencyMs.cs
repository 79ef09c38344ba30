namespace BuildCompress.Core.Units;

/// <summary>Time of one inference in milliseconds.</summary>
public readonly record struct LatencyMs(double Value) : IComparable<LatencyMs>
{
    public static bool operator <=(LatencyMs left, LatencyMs right) => left.Value <= right.Value;

    public static bool operator >=(LatencyMs left, LatencyMs right) => left.Value >= right.Value;

    public int CompareTo(LatencyMs other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Value:0.000} ms";
}
