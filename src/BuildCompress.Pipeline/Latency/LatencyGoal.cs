using System.Text.Json;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Latency;

/// <summary>What a selection is to reach by prediction.</summary>
/// <param name="Model">Of the target's device.</param>
/// <param name="LimitNs">Largest predicted latency, nanoseconds.</param>
internal sealed record LatencyGoal(LatencyModel Model, long LimitNs)
{
    /// <summary>Name of the budget and of its row.</summary>
    public static string BudgetName { get; } = JsonNamingPolicy.CamelCase.ConvertName(nameof(BudgetKind.Latency));

    /// <summary>Whole nanoseconds of milliseconds, as budgets count.</summary>
    public static long Nanoseconds(double milliseconds) => (long)Math.Round(milliseconds * 1e6);
}
