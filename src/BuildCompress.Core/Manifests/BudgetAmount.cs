using System.Text.Json.Serialization;

namespace BuildCompress.Core.Manifests;

/// <summary>A limit as written: an absolute whole number in the kind's unit, or a share of the original.</summary>
[JsonDerivedType(typeof(Absolute), "absolute")]
[JsonDerivedType(typeof(Relative), "relative")]
public abstract record BudgetAmount
{
    private BudgetAmount()
    {
    }

    /// <summary>The largest allowed whole number for an original of <paramref name="original"/>.</summary>
    public abstract long LimitFor(long original);

    /// <summary>A number of MACs, parameters or bytes.</summary>
    public sealed record Absolute(long Value) : BudgetAmount
    {
        public override long LimitFor(long original) => Value;
    }

    /// <summary>A share of the original, e.g. 0.5 for <c>"50%"</c>; rounds down.</summary>
    public sealed record Relative(decimal Fraction) : BudgetAmount
    {
        public override long LimitFor(long original) => (long)Math.Floor(original * Fraction);
    }
}
