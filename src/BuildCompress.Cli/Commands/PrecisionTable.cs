using System.Globalization;
using BuildCompress.Core.Reports;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>The bits of each layer of a plan: what the file will hold, and what computes it.</summary>
internal static class PrecisionTable
{
    public static Table Of(IReadOnlyList<LayerPrecisionReport> layers, MixedPrecisionReport? mixed)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("layer");
        foreach (var column in new[] { "weight bits", "input bits", "in the file", "bytes", "bit operations", "computed in" })
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        var chosen = mixed?.Layers.ToDictionary(l => l.Name);
        if (chosen is not null)
            table.AddColumn(new TableColumn("loss, nats").RightAligned().NoWrap());
        foreach (var layer in layers)
        {
            List<Text> row =
            [
                new Text(layer.Name), new Text(Count(layer.WeightBits)), new Text(Count(layer.InputBits)), new Text(layer.Type), new Text(Count(layer.Bytes)),
                new Text(Count(layer.BitOperations)), new Text(layer.Arithmetic),
            ];
            if (chosen is not null)
                row.Add(new Text(chosen.TryGetValue(layer.Name, out var own) ? own.LossIncrease.ToString("0.0e+0", CultureInfo.InvariantCulture) : ""));
            table.AddRow(row);
        }

        return table;
    }

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
