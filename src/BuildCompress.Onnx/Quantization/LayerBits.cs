using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Bits of each layer's weights and of what it reads, 2 to 8; <see cref="QuantiseBits.Float"/> leaves a first or last layer in float32.</summary>
/// <param name="Weights">Bits of the weights of layers in between.</param>
/// <param name="Activations">Bits of what those layers read; whatever else reads as well keeps 8.</param>
/// <param name="First">Bits of weights and input of the layers that read the image.</param>
/// <param name="Last">Bits of weights and input of the layers whose result no other layer reads.</param>
public readonly record struct LayerBits(int Weights, int Activations, int First, int Last)
{
    /// <summary>8 bits throughout.</summary>
    public static LayerBits Int8 { get; } = new(8, 8, 8, 8);

    /// <summary>Bits of the weights of single layers in between, by display name in the <see cref="QuantizableForm"/>; others have <see cref="Weights"/>.</summary>
    public IReadOnlyDictionary<string, int>? Mixed { get; init; }

    /// <summary>The bits that settings ask for in the end.</summary>
    /// <param name="settings">For all layers.</param>
    /// <param name="mixed">What was chosen layer by layer; null for nothing.</param>
    public static LayerBits Of(QuantiseSettings settings, IReadOnlyDictionary<string, int>? mixed = null) =>
        Of(settings, (mixed is { Count: > 0 } ? mixed.Values.Min() : settings.Bits.Weights, settings.Bits.Activations), mixed);

    /// <summary>Bits of a weight times bits of an input, by display name: those of each Conv and Gemm, and of float32 for what is never quantised.</summary>
    public Func<string, long> BitOperationsPerMac(Graph graph)
    {
        var positions = new LayerPositions(graph, this);
        var products = new Dictionary<string, long>();
        foreach (var layer in graph.Nodes.Where(LayerPositions.IsLayer))
            products[layer.DisplayName] = (long)positions.Weights(layer) * positions.Input(layer);
        return node => products.GetValueOrDefault(node, QuantiseBits.Float * QuantiseBits.Float);
    }

    /// <summary>The bits of one stage on the way there: no layer has fewer than the stage, and first and last layers have theirs from the start.</summary>
    public static LayerBits Of(QuantiseSettings settings, (int Weights, int Activations) stage, IReadOnlyDictionary<string, int>? mixed = null)
    {
        var (first, last) = settings.Bits.Ends(settings.Method);
        if (settings.Method == QuantiseMethod.None)
            (first, last, stage) = (QuantiseBits.Float, QuantiseBits.Float, (QuantiseBits.Float, QuantiseBits.Float));
        return new(stage.Weights, stage.Activations, first, last) { Mixed = mixed?.ToDictionary(m => m.Key, m => Math.Max(m.Value, stage.Weights)) };
    }
}
