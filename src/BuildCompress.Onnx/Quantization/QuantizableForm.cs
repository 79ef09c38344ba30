using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// The form of a network that a <see cref="QuantizationPlan"/> speaks of: batch normalisation folded, and every Conv and Gemm with a weight
/// and a bias of its own, because each layer rounds to grids of its own; a Gemm's weight is <c>[out, in]</c> (transB = 1).
/// </summary>
public static class QuantizableForm
{
    /// <summary>The same network in that form. Constants that only one layer reads keep their names.</summary>
    public static Model Of(Model model) => Of(model, LayerBits.Int8);

    /// <summary>The same, with an input of its own for every layer that reads fewer bits than others do.</summary>
    public static Model Of(Model model, LayerBits bits)
    {
        var folded = WithOwnConstants(BatchNormFolding.Fold(model));
        return folded with { Graph = NarrowInputs.Separate(folded.Graph, bits) };
    }

    /// <summary>The same network with a weight and a bias of its own for every layer; its batch normalisations stay.</summary>
    public static Model WithOwnConstants(Model folded)
    {
        var graph = folded.Graph;
        var names = new ValueNames(graph);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var nodes = graph.Nodes.Select(node => node.OpType is "Conv" or "Gemm" ? OwnBias(OwnWeight(node)) : node).ToArray();
        return folded with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };

        Node OwnWeight(Node layer)
        {
            if (GraphConstants.Resolve(graph, layer.Input(1)) is not { Element: ElementType.Float32 } weight)
                return layer;
            if (layer.OpType == "Conv" || layer.Int("transB", 0) != 0)
                return Own(layer, 1, weight);
            return ConstantTranspose.Apply(weight, [1, 0]) is { } transposed
                ? Own(layer, 1, transposed).With("transB", new AttributeValue.Int(1)) : layer;
        }

        Node OwnBias(Node layer) =>
            GraphConstants.Resolve(graph, layer.Input(2)) is { Element: ElementType.Float32 } bias ? Own(layer, 2, bias) : layer;

        Node Own(Node layer, int input, ConstantTensor tensor)
        {
            var name = layer.Inputs[input];
            if (!graph.Initializers.ContainsKey(name) || graph.IsShared(name))
                name = names.New($"{layer.DisplayName}_{name}");
            initializers[name] = tensor;
            return layer.WithInput(input, name);
        }
    }
}
