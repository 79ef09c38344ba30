namespace BuildCompress.Core.Units;

/// <summary>Multiply-accumulate operations of one inference at batch 1; biases, activations and pooling are not counted.</summary>
public readonly record struct Macs(long Value) : IComparable<Macs>
{
    public static Macs operator +(Macs left, Macs right) => new(left.Value + right.Value);

    public static bool operator <=(Macs left, Macs right) => left.Value <= right.Value;

    public static bool operator >=(Macs left, Macs right) => left.Value >= right.Value;

    public int CompareTo(Macs other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Quantity.Format(Value)}MAC";
}
