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
/// <param name="Layers">Every node, in graph order.</param>
/// <param name="Groups">Channels that live and die together.</param>
internal sealed record InspectResult(
    string Path, long Opset, string Producer, long FileBytes, IReadOnlyList<InspectedValue> Inputs, IReadOnlyList<InspectedValue> Outputs,
    long Macs, long Parameters, IReadOnlyList<InspectedLayer> Layers, IReadOnlyList<InspectedGroup> Groups) : IResult
{
    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        writer.WriteLine($"{System.IO.Path.GetFileName(Path)}: opset {Opset}{(Producer.Length > 0 ? ", by " : "")}{Producer}");
        foreach (var value in Inputs)
            writer.WriteLine($"  input  {value.Name}: {value.Type}");
        foreach (var value in Outputs)
            writer.WriteLine($"  output {value.Name}: {value.Type}");
        writer.WriteLine($"  {new Macs(Macs)}, {new ParameterCount(Parameters)}, {new Bytes(FileBytes)}");
        console.Write(LayerTable());
        console.Write(GroupTable());
    }

    private Table LayerTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "operator");
        foreach (var column in new[] { "MACs", "parameters", "activation bytes" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var layer in Layers.Where(l => l.Macs + l.Parameters + l.ActivationBytes > 0))
            table.AddRow(new Text(layer.Node), new Text(layer.Operator), Count(layer.Macs), Count(layer.Parameters), Count(layer.ActivationBytes));
        return table;
    }

    private Table GroupTable()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("channel group").AddColumn(new TableColumn("channels").RightAligned())
            .AddColumns("made by", "read by", "can be cut");
        foreach (var group in Groups)
        {
            table.AddRow(
                new Text(group.Name), Count(group.Channels), new Text(string.Join(", ", group.MadeBy)), new Text(string.Join(", ", group.ReadBy)),
                new Text(group.WhyNot is null ? "yes" : $"no: {group.WhyNot}"));
        }

        return table;
    }

    private static Text Count(long value) => new(value == 0 ? "" : value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture));
}
