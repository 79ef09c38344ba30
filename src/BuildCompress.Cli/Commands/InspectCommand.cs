using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Cli.Commands;

/// <summary><c>inspect</c>: what a model costs, layer by layer, and which of its channels can be cut.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var model = new Argument<FileInfo>("model") { Description = "An ONNX model." };
        var command = new Command("inspect", "Show a model's layers, costs and channel groups, and why some cannot be cut.") { model };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, _) =>
            Task.FromResult<IResult>(Inspect(parsed.GetRequiredValue(model).FullName))));
        return command;
    }

    private static InspectResult Inspect(string path)
    {
        var model = OnnxFile.Read(path);
        var types = ShapeInference.Infer(model);
        var cost = CostModel.Count(model.Graph, types);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        return new InspectResult(
            path, model.Opset, $"{model.Producer.Name} {model.Producer.Version}".Trim(), new FileInfo(path).Length,
            [.. model.Graph.Inputs.Select(v => Value(v, types))], [.. model.Graph.Outputs.Select(v => Value(v, types))],
            cost.Macs.Value, cost.Parameters.Value,
            [.. cost.Layers.Select(l => new InspectedLayer(l.Node, l.OpType, l.Macs.Value, l.Parameters.Value, l.OutputBytes.Value))],
            [.. coupling.Groups.Select(g => Group(g, coupling))]);
    }

    private static InspectedValue Value(ValueInfo value, InferredTypes types) => new(value.Name, (types[value.Name] ?? value.Type).ToString());

    private static InspectedGroup Group(ChannelGroup group, CouplingMap coupling) => new(
        group.Name, group.Size,
        [.. coupling.Weights.Where(w => w.Output.Any(c => c.Group == group.Id)).Select(w => w.Node).Distinct()],
        [.. coupling.Weights.Where(w => w.Input.Any(c => c.Group == group.Id)).Select(w => w.Node).Distinct()],
        group.WhyNot);
}
