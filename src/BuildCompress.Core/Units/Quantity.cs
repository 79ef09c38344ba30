namespace BuildCompress.Core.Units;

/// <summary>Prints large counts the way people say them: 40.55 M, 268.34 k.</summary>
public static class Quantity
{
    /// <summary>A count with a decimal prefix and a trailing space for the unit, e.g. <c>40.55 M</c>.</summary>
    public static string Format(long value) => Math.Abs(value) switch
    {
        >= 1_000_000_000 => $"{value / 1e9:0.##} G",
        >= 1_000_000 => $"{value / 1e6:0.##} M",
        >= 1_000 => $"{value / 1e3:0.##} k",
        _ => $"{value} ",
    };
}
