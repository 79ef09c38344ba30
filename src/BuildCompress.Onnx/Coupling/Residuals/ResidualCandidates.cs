using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;

namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>
/// Finds the ends of residual blocks by the shape of the graph: an addition of what a layer makes for it alone and a shortcut past that layer,
/// which is a tensor the layer was computed from, that tensor padded with zero channels, or a shorter projection of it. What will be merged into
/// one layer (re-parametrised blocks, a shortcut past a single layer) is no residual block.
/// </summary>
internal sealed class ResidualCandidates(Graph graph)
{
    private static readonly HashSet<string> PassThrough = ["BatchNormalization", "Identity", "Dropout", "Relu", "Clip", "LeakyRelu", "PRelu"];
    private static readonly HashSet<string> Reshaping = ["Identity", "Dropout", "Relu", "Clip", "Slice", "AveragePool", "MaxPool", "Pad"];

    /// <summary>In graph order.</summary>
    public static IReadOnlyList<ResidualCandidate> Of(Graph graph, InferredTypes types)
    {
        var search = new ResidualCandidates(graph);
        var branches = BlockRecognition.Of(graph, () => types).Blocks.SelectMany(b => b.Nodes).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. graph.Nodes.Where(node => node.OpType is "Add" or "Sum" && !branches.Contains(node)).Select(search.Recognise).OfType<ResidualCandidate>()];
    }

    private ResidualCandidate? Recognise(Node node)
    {
        if (node.Domain.Length > 0 || node.Inputs.Count != 2 || node.Inputs[0] == node.Inputs[1])
            return null;
        Node?[] layers = [LayerBehind(node.Inputs[0]), LayerBehind(node.Inputs[1])];
        for (var branch = 0; branch < 2; branch++)
        {
            if (layers[branch] is not { } layer)
                continue;
            var shortcut = node.Inputs[1 - branch];
            if (layers[1 - branch] is { } projection)
            {
                if (Base(projection.Inputs[0]) != Base(layer.Inputs[0]) && IsComputedFrom(layer.Inputs[0], Base(projection.Inputs[0])))
                    return new(node, branch, shortcut, 0, IsProjection: true);
            }
            else if (IsComputedFrom(layer.Inputs[0], Base(shortcut)))
            {
                return graph.Producer(shortcut) is { OpType: "Pad" } pad && ZeroChannelsBefore(pad) is { } before && !IsReadElsewhere(shortcut)
                    ? new(node, branch, pad.Inputs[0], before, IsProjection: false)
                    : new(node, branch, shortcut, 0, IsProjection: false);
            }
        }

        return null;
    }

    /// <summary>The layer that makes the channels of <paramref name="value"/>, of which nobody else sees anything; null when there is none.</summary>
    private Node? LayerBehind(string value)
    {
        while (!IsReadElsewhere(value) && graph.Producer(value) is { Domain: "" } node)
        {
            if (node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul")
                return GraphConstants.Resolve(graph, node.Input(1)) is not null ? node : null;
            var operands = node.Inputs.Where(i => i.Length > 0 && GraphConstants.Resolve(graph, i) is null).ToArray();
            if (operands is not [var operand] || !(PassThrough.Contains(node.OpType) || node.OpType is "Add" or "Mul"))
                return null;
            value = operand;
        }

        return null;
    }

    /// <summary>The tensor that <paramref name="value"/> is a part, pool or padding of.</summary>
    private string Base(string value)
    {
        while (graph.Producer(value) is { Domain: "" } node && Reshaping.Contains(node.OpType))
            value = node.Inputs[0];
        return value;
    }

    private bool IsComputedFrom(string value, string ancestor)
    {
        var seen = new HashSet<string> { value };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var next))
        {
            if (next == ancestor)
                return true;
            foreach (var input in graph.Producer(next)?.Inputs ?? [])
            {
                if (input.Length > 0 && seen.Add(input))
                    open.Push(input);
            }
        }

        return false;
    }

    private bool IsReadElsewhere(string value) => graph.Consumers(value).Count > 1 || graph.Outputs.Any(o => o.Name == value);

    /// <summary>How many zero channels a Pad that does nothing else puts before the others; null for any other Pad.</summary>
    private int? ZeroChannelsBefore(Node pad)
    {
        if (pad.Text("mode", "constant") != "constant" || pad.Input(3) is not null || pad.Float("value", 0) != 0
            || (pad.Input(2) is { } value && GraphConstants.Resolve(graph, value)?.Bytes.Span.ContainsAnyExcept((byte)0) != false)
            || GraphConstants.Integers(graph, pad, "pads", 1) is not { } pads)
            return null;
        var others = pads.Where((_, i) => i % (pads.Count / 2) != 1);
        return pads.Count >= 4 && pads[1] >= 0 && pads[1 + (pads.Count / 2)] >= 0 && others.All(p => p == 0) ? (int)pads[1] : null;
    }
}
