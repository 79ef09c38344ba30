using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Gives an image zero channels up to a multiple of four, and the first convolution zero weights for them: ONNX Runtime's fast int8 kernel
/// reads four input channels at once and leaves three to a kernel that takes about twice as long. The extra MACs are counted like all others.
/// </summary>
internal static class ImageChannelAlignment
{
    private const int InputsAtOnce = 4;

    /// <summary>Fewest outputs of the fast kernel, which writes multiples of four.</summary>
    private const int FewestOutputs = 16;

    /// <summary>The same network, and the plan with the padded image in it.</summary>
    public static (Model Model, QuantizationPlan Plan) Apply(Model model, QuantizationPlan plan)
    {
        foreach (var image in plan.Activations.Where(a => model.Graph.Inputs.Any(i => i.Name == a.Tensor)).ToList())
        {
            var convolutions = model.Graph.Consumers(image.Tensor);
            if (convolutions.Count == 0 || !convolutions.All(conv => GainsFrom(model.Graph, plan, conv)))
                continue;
            var missing = InputsAtOnce - ((int)Weight(model.Graph, convolutions[0]).Dims[1] % InputsAtOnce);
            var names = new ValueNames(model.Graph);
            var aligned = names.New($"{image.Tensor}_aligned");
            model = model with { Graph = Align(model.Graph, image.Tensor, aligned, names.New($"{aligned}_pads"), convolutions, missing) };
            plan = plan with { Activations = [.. plan.Activations, image with { Tensor = aligned, Inherits = true }] };
        }

        return (model, plan);
    }

    private static bool GainsFrom(Graph graph, QuantizationPlan plan, Node node) =>
        node.OpType == "Conv" && node.Int("group", 1) == 1 && plan.Weights.Any(w => w.Node == node.DisplayName)
        && graph.Consumers(node.Inputs[1]).Count == 1 && graph.Initializers.ContainsKey(node.Inputs[1])
        && Weight(graph, node).Dims is [>= FewestOutputs and var outputs, > 1 and var inputs, _, _]
        && outputs % InputsAtOnce == 0 && inputs % InputsAtOnce != 0;

    private static ConstantTensor Weight(Graph graph, Node conv) => graph.Initializers[conv.Inputs[1]];

    private static Graph Align(Graph graph, string image, string aligned, string pads, IReadOnlyList<Node> convolutions, int missing)
    {
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers) { [pads] = ConstantTensor.Of([0L, 0, 0, 0, 0, missing, 0, 0], 8) };
        foreach (var conv in convolutions)
            initializers[conv.Inputs[1]] = WithZeroInputs(Weight(graph, conv), missing);
        var pad = new Node($"{aligned}_Pad", "Pad", "", [image, pads], [aligned], new Dictionary<string, AttributeValue>());
        return graph with
        {
            Nodes = [pad, .. graph.Nodes.Select(node => convolutions.Contains(node) ? node.WithInput(0, aligned) : node)],
            Initializers = initializers,
        };
    }

    /// <summary><c>[outC, inC, kH, kW]</c> with zeros appended along axis 1.</summary>
    private static ConstantTensor WithZeroInputs(ConstantTensor weight, int missing)
    {
        var (outputs, inputs, kernel) = ((int)weight.Dims[0], (int)weight.Dims[1], (int)(weight.Dims[2] * weight.Dims[3]));
        var source = weight.AsSpan<float>();
        var (row, wide) = (inputs * kernel, (inputs + missing) * kernel);
        var result = new float[outputs * wide];
        for (var o = 0; o < outputs; o++)
            source.Slice(o * row, row).CopyTo(result.AsSpan(o * wide));
        return ConstantTensor.Of(result, outputs, inputs + missing, weight.Dims[2], weight.Dims[3]);
    }
}
