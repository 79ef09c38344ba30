using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Layers that train with their batch normalisation: per output channel it multiplies by <c>gamma / sqrt(var + eps)</c>, which folding later
/// moves into the scale of the channel, while the integers of the weight stay what they are.
/// </summary>
public static class NormalisedLayers
{
    private const float LeastShare = 1e-4f;

    /// <summary>The <see cref="QuantizableForm"/> of <paramref name="bits"/> but for its batch normalisations, which stay, with positive gammas.</summary>
    public static Model Of(Model model, LayerBits bits)
    {
        model = WithPositiveGammas(QuantizableForm.WithOwnConstants(model));
        return model with { Graph = NarrowInputs.Separate(model.Graph, bits) };
    }

    /// <summary>
    /// The same network, with the signs of channels turned around where gamma is negative: a scale is positive, and a grid of few bits has more
    /// steps below 0 than above.
    /// </summary>
    public static Model WithPositiveGammas(Model model)
    {
        var graph = model.Graph;
        var constants = new Dictionary<string, ConstantTensor>(graph.Initializers);
        foreach (var layer in graph.Nodes.Where(LayerPositions.IsLayer))
        {
            if (NormOf(graph, layer) is { } norm && new[] { layer.Inputs[1], norm.Inputs[1], norm.Inputs[3] }.All(n => constants.ContainsKey(n) && !graph.IsShared(n)))
                TurnNegative(constants, layer, norm);
        }

        return model with { Graph = graph with { Initializers = constants } };
    }

    /// <summary>Per output channel of the layer named <paramref name="layer"/>: what its batch normalisation, of positive gammas, multiplies by; null without one.</summary>
    public static float[]? Factors(Graph graph, string layer)
    {
        if (NormOf(graph, graph.Nodes.First(n => n.DisplayName == layer)) is not { } norm)
            return null;
        var gamma = GraphConstants.Resolve(graph, norm.Inputs[1])!.AsSpan<float>();
        var variance = GraphConstants.Resolve(graph, norm.Inputs[4])!.AsSpan<float>();
        var epsilon = (double)norm.Float("epsilon", 1e-5f);
        var factors = new float[gamma.Length];
        for (var c = 0; c < factors.Length; c++)
            factors[c] = (float)(gamma[c] / Math.Sqrt(variance[c] + epsilon));
        // A channel without any effect keeps a scale that an int32 bias can be a multiple of.
        var least = factors.Max() * LeastShare;
        return Array.ConvertAll(factors, f => Math.Max(f, least));
    }

    private static Node? NormOf(Graph graph, Node layer) =>
        graph.Consumers(layer.Outputs[0]) is [{ } norm] && BatchNormFolding.FoldsInto(graph, norm) == layer ? norm : null;

    private static void TurnNegative(Dictionary<string, ConstantTensor> constants, Node layer, Node norm)
    {
        var negative = Array.ConvertAll(constants[norm.Inputs[1]].AsSpan<float>().ToArray(), g => g < 0);
        if (!negative.Contains(true))
            return;
        foreach (var name in new[] { layer.Inputs[1], layer.Input(2), norm.Inputs[1], norm.Inputs[3] }.OfType<string>())
            constants[name] = Turned(constants[name], negative);
    }

    /// <summary>The tensor with the signs of some indices of its first dimension turned around.</summary>
    private static ConstantTensor Turned(ConstantTensor tensor, bool[] negative)
    {
        var values = tensor.AsSpan<float>().ToArray();
        var run = values.Length / negative.Length;
        for (var i = 0; i < values.Length; i++)
            values[i] = negative[i / run] ? -values[i] : values[i];
        return ConstantTensor.Of(values, [.. tensor.Dims]);
    }
}
