using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Drawing;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Cli.Commands;

/// <summary><c>inspect</c>: what a model costs, layer by layer, and which of its channels can be cut.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var model = new Argument<FileInfo>("model") { Description = "An ONNX model." };
        var graph = new Option<FileInfo?>("--graph")
        {
            Description = "Draw which channels live and die together to this file: .svg (with hover titles), .png or .pdf by Graphviz, or .dot.",
        };
        graph.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { } file && !GraphPicture.Extensions.Contains(file.Extension.ToLowerInvariant()))
                result.AddError($"--graph takes a file that ends in {string.Join(", ", GraphPicture.Extensions)}.");
        });
        var size = new Option<string?>("--size") { Description = "Height and width of the images, e.g. 360x480, for a model that takes any." };
        size.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ImageSize.Parse(text) is null)
                result.AddError("--size takes height and width in pixels, e.g. 360x480.");
        });
        var command = new Command("inspect", "Show a model's layers, costs and channel groups, and why some cannot be cut.") { model, graph, size };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, cancellation) =>
            InspectAsync(
                parsed.GetRequiredValue(model).FullName, parsed.GetValue(size) is { } text ? ImageSize.Parse(text) : null,
                parsed.GetValue(graph)?.FullName, cancellation)));
        return command;
    }

    private static async Task<IResult> InspectAsync(string path, ImageSize? size, string? picture, CancellationToken cancellation)
    {
        var given = OnnxFile.Read(path);
        var model = ConstantFolding.Fold(size?.Fix(given) ?? given);
        var types = ShapeInference.Infer(model);
        var cost = CostModel.Count(model.Graph, types);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        if (picture is not null)
            await GraphPicture.WriteAsync(CouplingDrawing.ToDot(Path.GetFileName(path), model.Graph, types, coupling, cost), picture, cancellation);
        return Result(path, model, types, cost, coupling) with { Picture = picture };
    }

    private static InspectResult Result(string path, Model model, InferredTypes types, ModelCost cost, CouplingMap coupling) => new(
        path, model.Opset, $"{model.Producer.Name} {model.Producer.Version}".Trim(), new FileInfo(path).Length,
        [.. model.Graph.Inputs.Select(v => Value(v, types))], [.. model.Graph.Outputs.Select(v => Value(v, types))],
        cost.Macs.Value, cost.Parameters.Value, cost.Uncounted, PeakActivationMemory.Of(model.Graph, types)?.Value,
        [.. model.Graph.Nodes.Zip(cost.Layers, (node, layer) => Layer(node, layer, types, coupling))],
        [.. coupling.Groups.Select(g => Group(g, coupling))]);

    private static InspectedValue Value(ValueInfo value, InferredTypes types) => new(value.Name, (types[value.Name] ?? value.Type).ToString());

    private static InspectedLayer Layer(Node node, LayerCost cost, InferredTypes types, CouplingMap coupling) => new(
        cost.Node, cost.OpType, node.Outputs.Count > 0 ? types[node.Outputs[0]]?.ToString() : null,
        cost.Macs.Value, cost.Parameters.Value, cost.ParameterBytes.Value, cost.OutputBytes.Value,
        [.. node.Outputs.Where(coupling.Channels.ContainsKey).SelectMany(o => coupling.Channels[o].Channels)
            .Where(c => !c.IsNone).Select(c => c.Group).Distinct().Order()]);

    private static InspectedGroup Group(ChannelGroup group, CouplingMap coupling) => new(
        group.Id, group.Name, group.Size,
        [.. coupling.Weights.Where(w => w.Output.Any(c => c.Group == group.Id)).Select(w => w.Node).Distinct()],
        [.. coupling.Weights.Where(w => w.Input.Any(c => c.Group == group.Id)).Select(w => w.Node).Distinct()],
        group.MayVanish, group.WhyNot);
}
