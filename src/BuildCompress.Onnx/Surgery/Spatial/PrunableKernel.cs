using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>A Conv whose filters may lose kernel positions: its kernel is constant, its own, and has 2 to 64 positions.</summary>
/// <param name="Node">Display name of the Conv.</param>
/// <param name="Output">Its output value, which <see cref="KernelSelection"/> calls it by.</param>
/// <param name="Weight">Value name of its kernel <c>[outC, inC/groups, kernel…]</c>.</param>
/// <param name="Filters">outC.</param>
/// <param name="Inputs">inC/groups: weights per filter and position.</param>
/// <param name="Positions">Positions of the kernel.</param>
/// <param name="OutputPositions">H_out * W_out: MACs per weight.</param>
/// <param name="Groups">Groups in which the filters with the same index must keep the same rectangle; 1 unless grouped and not depthwise.</param>
/// <param name="AnyOrder">
/// Whether the filters may be sorted by their positions at no cost: the new order is folded into what reads them. For one of the convolutions that
/// make the same channels (at a residual addition), not for the others: those would need a Gather.
/// </param>
/// <param name="Rectangles">
/// The rectangles it may be split by, as bits: those with which a padded axis needs no cropping of the input, which would cost an operator.
/// Empty when its padding is not known.
/// </param>
public sealed record PrunableKernel(
    string Node, string Output, string Weight, int Filters, int Inputs, int Positions, long OutputPositions, int Groups, bool AnyOrder,
    IReadOnlyList<ulong> Rectangles)
{
    /// <summary>All of <paramref name="model"/>, in graph order.</summary>
    public static IReadOnlyList<PrunableKernel> Of(Model model)
    {
        var (graph, types) = (model.Graph, ShapeInference.Infer(model));
        var kernels = new List<PrunableKernel>();
        var coupling = CouplingAnalysis.Analyse(graph, types);
        var convolutions = graph.Nodes.Where(n => n.OpType == "Conv" && n.Domain is "" or "ai.onnx").ToArray();
        var leaders = FilterGrouping.Leaders(coupling, convolutions.Where(n => types.Dim(n.Inputs[1], 2) * (types.Dim(n.Inputs[1], 3) ?? 1) > 1));
        foreach (var conv in convolutions)
        {
            if (GraphConstants.Resolve(graph, conv.Input(1)) is not { Element: ElementType.Float32, Dims.Count: > 2, Count: > 0 } weight
                || (conv.Input(2) is { } bias && GraphConstants.Resolve(graph, bias)?.Count != weight.Dims[0])
                || graph.IsShared(conv.Inputs[1]) || types[conv.Outputs[0]]?.Shape is not { } output)
                continue;
            var (positions, groups) = (weight.Count / (weight.Dims[0] * weight.Dims[1]), conv.Int("group", 1));
            var places = output.Skip(2).Aggregate(1L, (product, dim) => product * (dim.Value ?? 1));
            if (positions is > 1 and <= 64 && groups > 0 && weight.Dims[0] % groups == 0)
            {
                kernels.Add(new(
                    conv.DisplayName, conv.Outputs[0], conv.Inputs[1], (int)weight.Dims[0], (int)weight.Dims[1], (int)positions, places,
                    weight.Dims[1] == 1 ? 1 : (int)groups, leaders.Contains(conv.Outputs[0]),
                    ConvGeometry.Of(conv, weight, types) is { } geometry ? Split(geometry) : []));
            }
        }

        return kernels;
    }

    private static ulong[] Split(ConvGeometry geometry)
    {
        var padded = Enumerable.Range(0, geometry.Kernel.Count).Where(axis => geometry.Before[axis] + geometry.After[axis] > 0).ToArray();
        return [.. KernelWindow.All(geometry.Kernel)
            .Where(window => geometry.PadsOf(window) is { } pads && padded.All(axis => pads[axis] >= 0 && pads[axis + geometry.Kernel.Count] >= 0))
            .Select(window => window.Bits(geometry.Kernel))];
    }
}
