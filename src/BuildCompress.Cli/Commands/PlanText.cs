using System.Globalization;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using BuildCompress.Pipeline.Plans;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>A target's plan for people: how good it is, its budgets, its layers as bars.</summary>
internal static class PlanText
{
    private const int BarWidth = 20;

    public static void Write(IAnsiConsole console, ModelFigures original, TargetPlan plan)
    {
        var writer = console.Profile.Out.Writer;
        var selection = plan.Selection;
        writer.WriteLine($"{plan.Name}: {new Macs(plan.Planned.Macs)} of {new Macs(original.Macs)}, {new ParameterCount(plan.Planned.Parameters)} "
            + $"of {new ParameterCount(original.Parameters)}, {new Bytes(plan.Planned.FileBytes)} of {new Bytes(original.FileBytes)}");
        writer.WriteLine($"  importance  {plan.Importance}, {Number(selection.Objective)} kept, {Percent(selection.KeptShare)} of the whole");
        writer.WriteLine($"  bound       {Bound(plan)}");
        if (selection.GridLoss is { } gridLoss)
            writer.WriteLine($"  grid        costs {Percent(gridLoss, "0.00")} of what could be kept without it");
        if (selection.Spatial is { } spatial)
        {
            var gap = spatial.Gap is { } loss ? $", within {Percent(loss, "0.00")} of the best possible" : "";
            writer.WriteLine($"  kernels     {spatial.Mode.ToString().ToLowerInvariant()}: {Percent(spatial.KeptShare)} of the chosen channels' importance kept{gap}");
        }

        if (plan.Mixed is { } mixed)
        {
            writer.WriteLine($"  bits        layer by layer: {Nats(mixed.LossIncrease)} more loss by estimate, within {Percent(mixed.Gap, "0.00")} of the least; "
                + $"{Nats(mixed.UniformLossIncrease)} with the same everywhere (on the cut network; a run chooses again after finetuning)");
        }

        if (plan.PredictedLatencyMs is { } latency)
            writer.WriteLine($"  latency     {new LatencyMs(latency)}, predicted{Measured(selection.Latency)}");
        if (selection.Budgets.Count > 0)
            console.Write(Budgets(selection.Budgets, plan.Balanced));
        console.Write(Layers(plan));
        if (plan.Precision.Any(layer => layer.Arithmetic != "float32"))
            console.Write(PrecisionTable.Of(plan.Precision, plan.Mixed));
    }

    private static string Nats(double loss) => loss.ToString("0.00e+0", CultureInfo.InvariantCulture) + " nats";

    private static string Measured(LatencyPlan? plan) => plan is null ? ""
        : $"; {(plan.Rounds[plan.Chosen].MeasuredMs is { } measured ? $"{new LatencyMs(measured)} measured" : "not measured")} in round {plan.Chosen + 1} of {plan.Rounds.Count}; "
            + $"at most {new LatencyMs(plan.LimitMs)}{(plan.Recording is { } recording ? $"; by the numbers recorded in {recording}" : "")}";

    private static string Bound(TargetPlan plan) => plan switch
    {
        { Selection: { UpperBound: { } bound, Gap: { } gap } } => $"no choice keeps more than {Number(bound)}: this one is within {Percent(gap, "0.00")} of the best possible",
        { Selection.BalanceGap: { } gap } => $"layers count by the logarithm of what they retain (balance): the geometric mean of their shares is within {Percent(gap, "0.00")} of the best possible",
        _ => "none was proved",
    };

    private static Table Budgets(IReadOnlyList<BudgetPrice> budgets, bool balanced)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("budget");
        foreach (var column in new[] { "limit", "planned" })
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        table.AddColumn(new TableColumn("use").NoWrap()).AddColumn("binds").AddColumn(new TableColumn($"1 % more buys").RightAligned())
            .AddColumn(new TableColumn(balanced ? "log shares for one more" : "importance for one more").RightAligned());
        foreach (var budget in budgets)
        {
            var use = budget.Limit > 0 ? (double)budget.Value / budget.Limit : 1;
            table.AddRow(
                new Text(budget.Kind), new Text(BudgetValue.Exact(budget.Kind, budget.Limit)), new Text(BudgetValue.Exact(budget.Kind, budget.Value)), new Text($"{Bar(use)} {Percent(use, "0.00")}"),
                new Text(budget.Binds ? "yes" : "no"), new Text(budget.Binds ? Percent(budget.OnePercentBuys, "+0.000;-0.000;0") : ""),
                new Text(budget.Binds ? budget.Multiplier.ToString("0.00e+0", CultureInfo.InvariantCulture) : ""));
        }

        return table;
    }

    private static Table Layers(TargetPlan plan)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("layer").AddColumn(new TableColumn("channels").NoWrap());
        foreach (var column in new[] { "kept", "inputs", "MACs", "of the original" })
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        var kernels = plan.Selection.Spatial?.Layers.ToDictionary(l => l.Name);
        if (kernels is not null)
            table.AddColumn(new TableColumn("kernel positions").RightAligned().NoWrap());
        foreach (var layer in plan.Layers)
        {
            List<Text> row =
            [
                new Text(layer.Name), new Text(Bar((double)layer.Kept / Math.Max(1, layer.Total))), new Text(layer.Kept == 0 ? "gone" : $"{layer.Kept}/{layer.Total}"),
                new Text($"{layer.KeptInputs}/{layer.TotalInputs}"), new Text(Count(layer.Macs)),
                new Text(layer.OriginalMacs > 0 ? Percent((double)layer.Macs / layer.OriginalMacs) : ""),
            ];
            if (kernels is not null)
                row.Add(new Text(kernels.TryGetValue(layer.Name, out var kernel) ? $"{Count(kernel.Kept)}/{Count(kernel.Total)}" : ""));
            table.AddRow(row);
        }

        return table;
    }

    private static string Bar(double share)
    {
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return new string('█', filled) + new string('░', BarWidth - filled);
    }

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share, string format = "0.0") => (share * 100).ToString(format, CultureInfo.InvariantCulture) + " %";
}
