using System.Globalization;
using System.Text;

namespace BuildCompress.Core.Reports;

/// <summary>The part of <see cref="MarkdownReport"/> about the bits of each layer.</summary>
internal static class PrecisionSection
{
    public static void Append(StringBuilder page, IReadOnlyList<LayerPrecisionReport> layers, MixedPrecisionReport? mixed)
    {
        if (layers.Count == 0)
            return;
        page.Append("\n## Precision\n");
        if (mixed is not null)
            AppendMixed(page, mixed);
        var chosen = mixed?.Layers.ToDictionary(l => l.Name);
        page.Append(CultureInfo.InvariantCulture, $"\n| layer | weights, bits | input, bits | in the file | bytes | computed in |{(mixed is null ? "" : " loss, nats |")}\n");
        page.Append(CultureInfo.InvariantCulture, $"|---|---:|---:|---|---:|---|{(mixed is null ? "" : "---:|")}\n");
        foreach (var layer in layers)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {Text(layer.Name)} | {layer.WeightBits} | {layer.InputBits} | {layer.Type} | {layer.Bytes:#,0} | {layer.Arithmetic} |");
            if (chosen is not null)
                page.Append(CultureInfo.InvariantCulture, $" {(chosen.TryGetValue(layer.Name, out var own) ? own.LossIncrease.ToString("0.0e+0", CultureInfo.InvariantCulture) : "")} |");
            page.Append('\n');
        }
    }

    private static void AppendMixed(StringBuilder page, MixedPrecisionReport mixed)
    {
        page.Append(CultureInfo.InvariantCulture, $"\nBits were chosen layer by layer; by the estimate ({mixed.Sensitivity.ToString().ToLowerInvariant()}) they raise the loss by {mixed.LossIncrease:0.000e+0} nats, ");
        page.Append(CultureInfo.InvariantCulture, $"within {mixed.Gap * 100:0.00} % of the least possible; the same bits everywhere raise it by {mixed.UniformLossIncrease:0.000e+0}.\n");
        foreach (var budget in mixed.Budgets)
            page.Append(CultureInfo.InvariantCulture, $"They share {Text(budget.Kind)}: {budget.Value:#,0} of {budget.Limit:#,0}{(budget.Price > 0 ? ", which binds" : "")}.\n");
    }

    private static string Text(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
