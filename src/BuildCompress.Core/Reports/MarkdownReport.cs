using System.Globalization;
using System.Text;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;

namespace BuildCompress.Core.Reports;

/// <summary>A <see cref="TargetReport"/> as a page for people.</summary>
public static class MarkdownReport
{
    private const int BarWidth = 24;

    public static string Render(TargetReport report)
    {
        var page = new StringBuilder();
        page.Append($"# {Text(report.Model)} for {Text(report.Target)}\n");
        AppendOutcome(page, report);
        AppendBudgets(page, report.Budgets, report.Selection.Budgets);
        AppendLatencyRounds(page, report.Selection.Latency);
        AppendLadder(page, report.Accuracy);
        AppendLayers(page, report);
        AppendKernels(page, report);
        PrecisionSection.Append(page, report.Precision, report.Mixed);
        AppendStages(page, report.Stages);
        AppendProvenance(page, report.Provenance);
        return page.ToString();
    }

    private static void AppendOutcome(StringBuilder page, TargetReport report)
    {
        var (from, to) = (report.Original, report.Result);
        page.Append("\n| | original | result | |\n|---|---:|---:|---:|\n");
        page.Append($"| accuracy | {Percent(report.Accuracy.Original)} | {Percent(report.Accuracy.Result)} | ");
        page.Append($"{Number((report.Accuracy.Result - report.Accuracy.Original) * 100, "+0.00;-0.00;0.00")} points |\n");
        AppendCount(page, "MACs", from.Macs, to.Macs);
        AppendCount(page, "parameters", from.Parameters, to.Parameters);
        if ((from.BitOperations, to.BitOperations) is ({ } fromOperations, { } toOperations))
            AppendCount(page, "bit operations", fromOperations, toOperations);
        AppendCount(page, "file, bytes", from.FileBytes, to.FileBytes);
        if ((from.PeakActivationBytes, to.PeakActivationBytes) is ({ } fromPeak, { } toPeak))
            AppendCount(page, "peak activations, bytes", fromPeak, toPeak);
        if (report.Latency is { } latency)
        {
            page.Append($"| latency p25 | {Ms(latency.Original.P25Ms)} | {Ms(latency.Result.P25Ms)} | {Percent(latency.Ratio)} |\n");
            page.Append($"| latency min | {Ms(latency.Original.MinMs)} | {Ms(latency.Result.MinMs)} | ");
            page.Append(latency.Original.MinMs > 0 ? $"{Percent(latency.Result.MinMs / latency.Original.MinMs)} |\n" : "|\n");
            if ((latency.Original.PeakMemoryBytes, latency.Result.PeakMemoryBytes) is ({ } fromMemory, { } toMemory))
                AppendCount(page, "memory to load and run, bytes", fromMemory, toMemory);
            page.Append($"\nLatency of one image on {Text(latency.Device)}, {Text(latency.Runtime)}, {latency.Threads} ");
            page.Append($"{(latency.Threads == 1 ? "thread" : "threads")}; noise ±{Percent(latency.Noise)}; ");
            page.Append($"with 95 % certainty the result takes {Percent(latency.RatioLow)} to {Percent(latency.RatioHigh)} of the original's time.\n");
        }
        if (report.Unverified is { } reason)
            page.Append($"\n**Not verified on its device:** {Text(reason)}{(report.Latency is null ? "" : " The latency above is what was recorded of it.")}\n");

        if (report.Fusion is { } fusion)
            AppendFusion(page, fusion);
    }

    private static void AppendFusion(StringBuilder page, FusionReport fusion)
    {
        page.Append($"\nThe runtime runs {fusion.Integer} operators in integer arithmetic, {fusion.Float.Count} quantised ones in float.\n");
        foreach (var weights in fusion.Weights)
            page.Append($"Weights of {weights.Layers} layers are stored as {Text(weights.Type)}: {Count(weights.Elements)} in {Count(weights.Bytes)} bytes.\n");
        if (fusion.Weights.Any(w => w.Type is "int4" or "int2"))
            page.Append("Fewer than 8 bits save room in the file; the kernels compute in int8, and the latency is that.\n");
    }

    private static void AppendBudgets(StringBuilder page, IReadOnlyList<BudgetReport> budgets, IReadOnlyList<BudgetPrice> prices)
    {
        if (budgets.Count == 0)
            return;
        page.Append("\n## Budgets\n\n| budget | limit | value | slack | | 1 % more would keep |\n|---|---:|---:|---:|---|---:|\n");
        foreach (var budget in budgets)
        {
            page.Append($"| {Text(budget.Kind)} | {BudgetValue.Exact(budget.Kind, budget.Limit)} | {BudgetValue.Exact(budget.Kind, budget.Value)} | {Slack(budget)} | ");
            var price = prices.FirstOrDefault(p => p.Kind == budget.Kind);
            page.Append(budget.Met ? "met" : "**missed**");
            page.Append(budget.Evidence switch
            {
                LatencyEvidence.CutNetwork => " before training",
                LatencyEvidence.Prediction => " by prediction",
                _ => "",
            });
            page.Append(price is { Binds: true } ? $", binds | {Number(price.OnePercentBuys * 100, "+0.00")} % importance |\n" : " | |\n");
        }
    }

    private static void AppendLatencyRounds(StringBuilder page, LatencyPlan? plan)
    {
        if (plan is null)
            return;
        page.Append($"\n## Latency on the way\n\nAt most {Ms(plan.LimitMs)} on {Text(plan.Device)}; the original in the same precision takes {Ms(plan.ReferenceMs)}. ");
        page.Append($"The latency model errs by {Percent(plan.ModelError)} on the networks it was calibrated with.\n");
        if (plan.Recording is { } recording)
            page.Append($"\n**Planned from recorded numbers** (`{Text(recording)}`): the device could not be asked.\n");
        page.Append("\n| round | predicted | measured before training | measured over predicted | of the limit |\n|---:|---:|---:|---:|---:|\n");
        foreach (var (i, round) in plan.Rounds.Index())
        {
            page.Append($"| {i + 1}{(i == plan.Chosen ? ", chosen" : "")} | {Ms(round.PredictedMs)} | {(round.MeasuredMs is { } measured ? Ms(measured) : "not recorded")} | ");
            page.Append($"{(round.MeasuredMs is { } took ? Number(((took / round.PredictedMs) - 1) * 100, "+0.0;-0.0;0.0") + " %" : "")} | ");
            page.Append($"{Percent(round.KnownMs / plan.LimitMs)} |\n");
        }
    }

    private static void AppendLadder(StringBuilder page, AccuracyReport accuracy)
    {
        page.Append($"\n## Accuracy on the way\n\n{Count(accuracy.Samples)} validation samples");
        page.Append(accuracy.AllowedDrop is { } drop ? $"; at most {Number(drop * 100, "0.##")} points may be lost.\n" : ".\n");
        page.Append("\n| step | accuracy | |\n|---|---:|---|\n");
        page.Append($"| original | {Percent(accuracy.Original)} | `{Bar(accuracy.Original)}` |\n");
        foreach (var step in accuracy.Ladder)
            page.Append($"| {Text(step.Step)} | {Percent(step.Accuracy)} | `{Bar(step.Accuracy)}` |\n");
        page.Append($"| **emitted** | {Percent(accuracy.Result)} | `{Bar(accuracy.Result)}` |\n");
    }

    private static void AppendLayers(StringBuilder page, TargetReport report)
    {
        page.Append($"\n## Channels\n\nKept importance: {Percent(report.Selection.KeptShare)} of the whole");
        page.Append(report.Selection.Gap is { } gap ? $", within {Percent(gap)} of the best possible.\n" : ".\n");
        if (report.Selection.BalanceGap is { } balanceGap)
            page.Append($"The geometric mean of the layers' kept shares is within {Percent(balanceGap)} of the best possible.\n");
        if (report.Selection.GridLoss is { } gridLoss)
            page.Append($"The grid of channel counts cost {Percent(gridLoss)} of what could be kept without it.\n");
        if (report.Selection.Residuals == ResidualMode.Union)
            page.Append("\nEach residual branch keeps channels of its own; the stream carries their union.\n");
        if (report.Layers.Count == 0)
            return;
        page.Append("\n| layer | kept | |\n|---|---:|---|\n");
        foreach (var layer in report.Layers)
        {
            var share = layer.Total == 0 ? 1 : (double)layer.Kept / layer.Total;
            page.Append($"| {Text(layer.Name)} | {layer.Kept}/{layer.Total} | `{Bar(share)}` |\n");
        }
    }

    private static void AppendKernels(StringBuilder page, TargetReport report)
    {
        if (report.Selection.Spatial is not { } spatial)
            return;
        page.Append($"\n## Kernels\n\nKept importance: {Percent(spatial.KeptShare)} of the chosen channels'");
        page.Append(spatial.Gap is { } gap ? $", within {Percent(gap)} of the best possible.\n" : ".\n");
        page.Append(spatial.Mode == SpatialMode.Columns
            ? $"\nThe other positions are zeros. Budgets do not count them, but a dense runtime saves nothing: it computes all {Count(report.Result.Macs + (report.Result.ZeroMacs ?? 0))} MACs.\n"
            : "\nEach filter keeps a rectangle of its kernel; the filters of one rectangle are a convolution of their own.\n");
        page.Append($"\n| layer | positions kept | | {(spatial.Mode == SpatialMode.Columns ? "shapes" : "convolutions")} |\n|---|---:|---|---:|\n");
        foreach (var layer in spatial.Layers)
            page.Append($"| {Text(layer.Name)} | {layer.Kept}/{layer.Total} | `{Bar((double)layer.Kept / layer.Total)}` | {layer.Shapes} |\n");
    }

    private static void AppendStages(StringBuilder page, IReadOnlyList<StageReport> stages)
    {
        if (stages.Count == 0)
            return;
        page.Append("\n## Time\n\n| stage | seconds |\n|---|---:|\n");
        foreach (var stage in stages)
            page.Append($"| {Text(stage.Stage)} | {(stage.Reused ? "reused" : Number(stage.Seconds, "0.0"))} |\n");
    }

    private static void AppendProvenance(StringBuilder page, Provenance provenance)
    {
        var engines = provenance.Engines.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $", {Text(e.Key)} {Text(e.Value)}");
        page.Append($"\nBuildCompress {Text(provenance.ToolVersion)}{string.Concat(engines)}; seed {provenance.Seed}; ");
        page.Append($"content key `{Text(provenance.ContentKey)}`.\n");
    }

    private static void AppendCount(StringBuilder page, string name, long original, long result)
    {
        page.Append($"| {name} | {Count(original)} | {Count(result)} | ");
        page.Append(original == 0 ? "|\n" : $"{Percent((double)result / original)} |\n");
    }

    /// <summary>A bar of <see cref="BarWidth"/> cells for a share of 0..1, filled to the eighth of a cell.</summary>
    private static string Bar(double share)
    {
        var eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth * 8);
        var bar = new string('█', eighths / 8);
        if (eighths % 8 != 0)
            bar += (char)('█' + 8 - (eighths % 8));
        return bar.PadRight(BarWidth, '·');
    }

    private static string Text(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Percent(double fraction) => Number(fraction * 100, "0.00") + " %";

    private static string Ms(double value) => new LatencyMs(value).ToString();

    private static string Slack(BudgetReport budget) =>
        $"{BudgetValue.Exact(budget.Kind, budget.Slack)}{(budget.Limit > 0 ? $" ({Percent((double)budget.Slack / budget.Limit)})" : "")}";

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
