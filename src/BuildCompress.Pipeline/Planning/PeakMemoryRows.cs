using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>
/// Peak activation memory as rows over channel counts, one for each point of the program: the peak holds when every point does. Bytes of a value
/// are shared out among its channels; what belongs to no group, or has a name that the original model does not know, costs its full width.
/// </summary>
internal static class PeakMemoryRows
{
    private const string Integers = "_quantized";

    /// <summary>The rows that can be the largest for some counts: a point whose costs are nowhere above another's is left out.</summary>
    public static IReadOnlyList<BudgetRow> Build(CouplingMap coupling, string name, long limit, IReadOnlyList<ProgramPoint> points)
    {
        var rows = new List<BudgetRow>();
        foreach (var point in points)
        {
            var row = new CostRow(coupling.Groups);
            foreach (var value in point.Live)
                Add(row, coupling, value);
            var next = row.Build(name, limit, point.Bytes);
            if (rows.Any(other => IsBelow(next, other)))
                continue;
            rows.RemoveAll(other => IsBelow(other, next));
            rows.Add(next);
        }

        return rows;
    }

    private static void Add(CostRow row, CouplingMap coupling, LiveValue value)
    {
        var layout = value.Names.Select(n => Layout(coupling, n)).FirstOrDefault(l => l is { Channels.Count: > 0 });
        if (layout is not null && value.Bytes % layout.Channels.Count == 0)
            row.AddVector(Footprint.Of(layout.Channels, coupling.Groups), value.Bytes / layout.Channels.Count);
    }

    private static ChannelLayout? Layout(CouplingMap coupling, string name) =>
        coupling.Channels.TryGetValue(name, out var layout) ? layout
        : name.EndsWith(Integers, StringComparison.Ordinal) ? coupling.Channels.GetValueOrDefault(name[..^Integers.Length]) : null;

    private static bool IsBelow(BudgetRow row, BudgetRow other)
    {
        var costs = other.Linear.ToDictionary(c => c.Group, c => c.Cost);
        return row.Constant <= other.Constant && row.Linear.All(c => c.Cost <= costs.GetValueOrDefault(c.Group));
    }
}
