using System.Text.Json;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Latency;

/// <summary>What a selection is to reach by prediction.</summary>
/// <param name="Model">Of the target's device.</param>
/// <param name="LimitNs">Largest predicted latency, nanoseconds.</param>
internal sealed record LatencyGoal(LatencyModel Model, long LimitNs)
{
    /// <summary>Name of the budget and of its row.</summary>
    public static string BudgetName { get; } = JsonNamingPolicy.CamelCase.ConvertName(nameof(BudgetKind.Latency));

    /// <summary>Groups that vanish, while all others that may do not; null where the selection decides.</summary>
    public IReadOnlySet<int>? Vanishing { get; init; }

    /// <summary>Whole nanoseconds of milliseconds, as budgets count.</summary>
    public static long Nanoseconds(double milliseconds) => (long)Math.Round(milliseconds * 1e6);

    /// <summary>The groups with the counts that this goal allows.</summary>
    public IReadOnlyList<SelectionGroup> Allowed(CouplingMap coupling, IReadOnlyList<SelectionGroup> groups)
    {
        var onGrid = Model.OnGrid(coupling, groups);
        return Vanishing is null ? onGrid : [.. onGrid.Select((g, i) => g.Minimum > 0 ? g : Vanishing.Contains(i) ? g with { Maximum = 0 } : g with { Minimum = 1 })];
    }
}
