namespace BuildCompress.Core.Units;

/// <summary>Numbers a model stores to compute with: elements of weights, biases and normalisation statistics, shared ones once.</summary>
public readonly record struct ParameterCount(long Value) : IComparable<ParameterCount>
{
    public static ParameterCount operator +(ParameterCount left, ParameterCount right) => new(left.Value + right.Value);

    public static bool operator <=(ParameterCount left, ParameterCount right) => left.Value <= right.Value;

    public static bool operator >=(ParameterCount left, ParameterCount right) => left.Value >= right.Value;

    public int CompareTo(ParameterCount other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Quantity.Format(Value)} parameters";
}
