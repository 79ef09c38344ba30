using System.Globalization;
using System.Text.Json;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;

namespace BuildCompress.Core.Reports;

/// <summary>Limits and values of budgets as people read them: counts, and times for <c>latency</c>, whose whole numbers are nanoseconds.</summary>
public static class BudgetValue
{
    private static readonly string Latency = JsonNamingPolicy.CamelCase.ConvertName(nameof(BudgetKind.Latency));

    /// <summary>Every digit of a count: <c>20,275,520</c>; a time: <c>217.4 µs</c>.</summary>
    public static string Exact(string kind, long value) =>
        IsTime(kind) ? LatencyMs.OfNanoseconds(value).ToString() : value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count rounded: <c>20.28 M</c>; a time: <c>217.4 µs</c>.</summary>
    public static string Short(string kind, long value) => IsTime(kind) ? LatencyMs.OfNanoseconds(value).ToString() : Quantity.Format(value).TrimEnd();

    private static bool IsTime(string kind) => kind == Latency;
}
