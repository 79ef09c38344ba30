namespace BuildCompress.Onnx.Graphs;

/// <summary>One dimension of a shape: a number, a symbol such as <c>batch</c>, or unknown (both null).</summary>
public readonly record struct Dimension(long? Value, string? Symbol = null)
{
    /// <summary>A dimension nothing is known about.</summary>
    public static Dimension Unknown => default;

    public static implicit operator Dimension(long value) => new(value);

    public override string ToString() => Value?.ToString() ?? Symbol ?? "?";
}
