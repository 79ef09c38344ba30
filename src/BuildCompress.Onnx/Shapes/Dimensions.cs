using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>Arithmetic on sizes that may be symbols or unknown: exact where the result is certain, unknown elsewhere.</summary>
internal static class Dimensions
{
    /// <summary>Size of one axis after broadcasting two tensors.</summary>
    public static Dimension Broadcast(Dimension a, Dimension b)
    {
        if (a.Value == 1)
            return b;
        if (b.Value == 1 || AreSame(a, b))
            return a;
        if (a.Value is not null && b.Value is null)
            return a;
        return b.Value is not null && a.Value is null ? b : Dimension.Unknown;
    }

    /// <summary>Whether two sizes are known not to be equal.</summary>
    public static bool Differ(Dimension a, Dimension b) => a.Value is { } x && b.Value is { } y && x != y;

    /// <summary>Shape after broadcasting, aligned at the last axis; null when one is unknown.</summary>
    public static IReadOnlyList<Dimension>? Broadcast(IReadOnlyList<Dimension>? a, IReadOnlyList<Dimension>? b)
    {
        if (a is null || b is null)
            return null;
        var result = new Dimension[Math.Max(a.Count, b.Count)];
        for (var i = 1; i <= result.Length; i++)
            result[^i] = Broadcast(i <= a.Count ? a[^i] : 1, i <= b.Count ? b[^i] : 1);
        return result;
    }

    /// <summary>What two statements about one size say together.</summary>
    public static Dimension Merge(Dimension a, Dimension b) => a.Value is not null || (a.Symbol is not null && b.Value is null) ? a : b;

    public static Dimension Add(Dimension a, Dimension b)
    {
        if (a is { Value: { } x } && b is { Value: { } y })
            return Checked((Int128)x + y);
        if (a.Value == 0)
            return b;
        return b.Value == 0 ? a : Dimension.Unknown;
    }

    public static Dimension Subtract(Dimension a, Dimension b)
    {
        if (a is { Value: { } x } && b is { Value: { } y })
            return Checked((Int128)x - y);
        if (b.Value == 0)
            return a;
        return AreSame(a, b) ? 0 : Dimension.Unknown;
    }

    public static Dimension Multiply(Dimension a, Dimension b)
    {
        if (a is { Value: { } x } && b is { Value: { } y })
            return Checked((Int128)x * y);
        if (a.Value == 1)
            return b;
        return b.Value == 1 ? a : Dimension.Unknown;
    }

    /// <summary>Integer division as ONNX does it: towards zero.</summary>
    public static Dimension Divide(Dimension a, Dimension b)
    {
        if (a is { Value: { } x } && b is { Value: { } y and not 0 })
            return Checked((Int128)x / y);
        if (b.Value == 1)
            return a;
        return AreSame(a, b) ? 1 : Dimension.Unknown;
    }

    /// <summary>Product of <paramref name="dims"/>; one symbol may be among ones.</summary>
    public static Dimension Product(IEnumerable<Dimension> dims) => dims.Aggregate((Dimension)1, Multiply);

    /// <summary>Product of <paramref name="total"/> over the product of <paramref name="part"/>, symbols that are in both cancelled.</summary>
    public static Dimension Quotient(IReadOnlyList<Dimension> total, IReadOnlyList<Dimension> part)
    {
        List<Dimension> over = [.. total], under = [];
        foreach (var dim in part)
        {
            if (dim.Value is not null || !over.Remove(dim))
                under.Add(dim);
        }

        var (dividend, divisor) = (Product(over), Product(under));
        if (dividend is { Value: { } x } && divisor is { Value: { } y })
            return y > 0 && x % y == 0 ? x / y : Dimension.Unknown;
        return divisor.Value == 1 ? dividend : Dimension.Unknown;
    }

    /// <summary>Axis counted from the front, or null when it is outside <c>0..rank-1</c>.</summary>
    public static int? Axis(long axis, int rank)
    {
        var index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? (int)index : null;
    }

    private static bool AreSame(Dimension a, Dimension b) => a == b && a != Dimension.Unknown;

    private static Dimension Checked(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : Dimension.Unknown;
}
