using System.Globalization;
using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>What <c>inspect</c> found.</summary>
/// <param name="Path">Full path of the model.</param>
/// <param name="Opset">Version of the standard operator set.</param>
/// <param name="Producer">Exporter and its version.</param>
/// <param name="FileBytes">Bytes of the file, without external data.</param>
/// <param name="Inputs">Values fed from outside.</param>
/// <param name="Outputs">Values handed out.</param>
/// <param name="Macs">Multiply-accumulates at batch 1.</param>
/// <param name="Parameters">Elements of weights, biases and statistics.</param>
/// <param name="Uncounted">Layers whose MACs are not known, because their sizes depend on the input's.</param>
/// <param name="PeakActivationBytes">Most bytes of activations alive at once; null when a size is not known.</param>
/// <param name="Layers">Every node, in graph order.</param>
/// <param name="Groups">Channels that live and die together; a group's id is its position.</param>
internal sealed record InspectResult(
    string Path, long Opset, string Producer, long FileBytes, IReadOnlyList<InspectedValue> Inputs, IReadOnlyList<InspectedValue> Outputs,
    long Macs, long Parameters, IReadOnlyList<string> Uncounted, long? PeakActivationBytes, IReadOnlyList<InspectedLayer> Layers, IReadOnlyList<InspectedGroup> Groups) : IResult
{
    private const int MostNames = 4;

    /// <summary>The file that <c>--graph</c> wrote; null without it.</summary>
    public string? Picture { get; init; }

    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        writer.WriteLine($"{System.IO.Path.GetFileName(Path)}: opset {Opset}{(Producer.Length > 0 ? ", by " : "")}{Producer}");
        foreach (var value in Inputs)
            writer.WriteLine($"  input  {value.Name}: {value.Type}");
        foreach (var value in Outputs)
            writer.WriteLine($"  output {value.Name}: {value.Type}");
        var peak = PeakActivationBytes is { } bytes ? $", {new Bytes(bytes)} of activations at most" : "";
        writer.WriteLine($"  {new Macs(Macs)}, {new ParameterCount(Parameters)}, {new Bytes(FileBytes)}{peak}");
        if (Uncounted.Count > 0)
            writer.WriteLine($"  without the MACs of {Uncounted.Count} layers, whose sizes depend on the input's: give its height and width with --size");
        var cuttable = Groups.Where(g => g.WhyNot is null).ToList();
        writer.WriteLine($"  {Count(cuttable.Sum(g => (long)g.Channels))} of {Count(Groups.Sum(g => (long)g.Channels))} channels can be cut, in {cuttable.Count} groups");
        console.Write(LayerTable());
        console.Write(GroupTable());
        if (Picture is not null)
            writer.WriteLine($"Drawn to {System.IO.Path.GetRelativePath(Environment.CurrentDirectory, Picture)}.");
    }

    private Table LayerTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "operator", "output");
        foreach (var column in new[] { "MACs", "%", "parameters", "bytes", "activation bytes", "group" })
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (var layer in Layers.Where(l => l.Macs + l.Parameters + l.ActivationBytes > 0))
        {
            table.AddRow(
                new Text(layer.Node), new Text(layer.Operator), new Text(layer.Output ?? ""), Cell(layer.Macs),
                new Text(Macs > 0 && layer.Macs > 0 ? (100.0 * layer.Macs / Macs).ToString("0.0", CultureInfo.InvariantCulture) : ""),
                Cell(layer.Parameters), Cell(layer.ParameterBytes), Cell(layer.ActivationBytes), new Text(Some(layer.Groups)));
        }

        return table;
    }

    private Table GroupTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("group").RightAligned()).AddColumn("name")
            .AddColumn(new TableColumn("channels").RightAligned()).AddColumns("made by", "read by", "can be cut");
        foreach (var group in Groups)
        {
            var verdict = group.WhyNot is { } reason ? $"no: {reason}" : group.MayVanish ? "yes, even all" : "yes";
            table.AddRow(
                new Text(group.Id.ToString(CultureInfo.InvariantCulture)), new Text(group.Name), Cell(group.Channels), new Text(Some(group.MadeBy)),
                new Text(Some(group.ReadBy)), new Text(verdict));
        }

        return table;
    }

    /// <summary>The first few of a list that may be long; JSON has them all.</summary>
    private static string Some<T>(IReadOnlyList<T> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" + {names.Count - MostNames}" : "");

    private static Text Cell(long value) => new(value == 0 ? "" : Count(value));

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
