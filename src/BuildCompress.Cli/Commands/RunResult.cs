using System.Globalization;
using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>The reports of a run, as a table with a row per target.</summary>
internal sealed record RunResult(IReadOnlyList<TargetReport> Targets) : IResult
{
    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        table.AddColumn("target");
        foreach (var column in new[] { "accuracy", "MACs", "parameters", "bytes", "latency" })
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        table.AddColumn("budgets");
        foreach (var report in Targets)
            table.AddRow(Row(report));
        console.Write(table);
    }

    private static Text[] Row(TargetReport report) =>
    [
        new(report.Target),
        new($"{new Accuracy(report.Accuracy.Original)}\n{new Accuracy(report.Accuracy.Result)}"),
        new(Counts(report.Original.Macs, report.Result.Macs)),
        new(Counts(report.Original.Parameters, report.Result.Parameters)),
        new(Counts(report.Original.FileBytes, report.Result.FileBytes)),
        new(report.Latency is { } l ? $"{new LatencyMs(l.Original.P25Ms)}\n{new LatencyMs(l.Result.P25Ms)} ({Share(l.Ratio)})" : "not measured"),
        new(string.Join('\n', report.Budgets.Select(Budget))),
    ];

    private static string Counts(long original, long result) =>
        original == 0 ? $"0\n{Quantity.Format(result)}" : $"{Quantity.Format(original)}\n{Quantity.Format(result)} ({Share((double)result / original)})";

    private static string Budget(BudgetReport budget) =>
        $"{budget.Kind} {(budget.Met ? '≤' : '>')} {BudgetValue.Short(budget.Kind, budget.Limit)}, slack {Share((double)budget.Slack / Math.Max(1, budget.Limit))}";

    private static string Share(double fraction) => (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
