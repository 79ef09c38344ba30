using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Latency;

/// <summary>The kinds of a network's layers, and which layers are of each.</summary>
/// <param name="Layers">By node name; layers that are not modelled are missing.</param>
/// <param name="Uses">Every kind once, with the layers of that kind, in graph order.</param>
internal sealed record LayerKinds(IReadOnlyDictionary<string, LayerKind> Layers, IReadOnlyList<(LayerKind Kind, IReadOnlyList<WeightCoupling> Weights)> Uses)
{
    /// <param name="model">The model as given.</param>
    /// <param name="coupling">Its weights as they will be emitted, see <see cref="ArtifactForm.Layers"/>.</param>
    /// <param name="settings">Which of its layers will run in int8.</param>
    public static LayerKinds Of(Model model, CouplingMap coupling, QuantiseSettings settings)
    {
        model = BlockMerging.Merge(model);
        var (graph, types) = (model.Graph, ShapeInference.Infer(model));
        var quantised = QuantisedLayers(model, settings);
        var nodes = graph.Nodes.ToLookup(n => n.DisplayName);
        var layers = new Dictionary<string, LayerKind>();
        var uses = new List<(LayerKind Kind, List<WeightCoupling> Weights)>();
        foreach (var weight in coupling.Weights)
        {
            if (LayerKind.Of(graph, types, nodes[weight.Node].First(), weight, quantised.Contains(weight.Node)) is not { } kind)
                continue;
            var use = uses.Find(u => u.Kind.Key == kind.Key);
            if (use.Kind is null)
                uses.Add(use = (kind, []));
            use.Weights.Add(weight);
            layers[weight.Node] = use.Kind;
        }

        return new LayerKinds(layers, [.. uses.Select(u => (u.Kind, (IReadOnlyList<WeightCoupling>)u.Weights))]);
    }

    private static HashSet<string> QuantisedLayers(Model model, QuantiseSettings settings)
    {
        if (settings.Method == QuantiseMethod.None)
            return [];
        var bits = LayerBits.Of(settings);
        var form = QuantizableForm.Of(model, bits);
        return [.. QuantizationPlanner.Plan(form, ShapeInference.Infer(form), bits).Weights.Select(w => w.Node)];
    }
}
