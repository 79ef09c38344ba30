using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Which layers read the image and which come last, and so how many bits each layer has.</summary>
internal sealed class LayerPositions
{
    private readonly LayerBits bits;
    private readonly HashSet<Node> first = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> last = new(ReferenceEqualityComparer.Instance);

    public LayerPositions(Graph graph, LayerBits bits)
    {
        this.bits = bits;
        var image = graph.Inputs.Select(i => i.Name).ToHashSet();
        foreach (var node in graph.Nodes.Where(n => n.Inputs.Any(image.Contains)))
        {
            if (IsLayer(node))
                first.Add(node);
            else
                image.UnionWith(node.Outputs);
        }

        var readByLayer = new HashSet<string>();
        foreach (var node in graph.Nodes.Reverse())
        {
            var isRead = node.Outputs.Any(readByLayer.Contains);
            if (IsLayer(node) && !isRead)
                last.Add(node);
            if (IsLayer(node) || isRead)
                readByLayer.UnionWith(node.Inputs);
        }
    }

    /// <summary>Bits of the layer's weight.</summary>
    public int Weights(Node layer) => End(layer) ?? bits.Mixed?.GetValueOrDefault(layer.DisplayName, bits.Weights) ?? bits.Weights;

    /// <summary>Whether the layer is a first or last one, whose bits are an option of their own.</summary>
    public bool IsEnd(Node layer) => End(layer) is not null;

    /// <summary>Bits of what the layer reads.</summary>
    public int Input(Node layer) => End(layer) ?? bits.Activations;

    public bool IsFloat(Node layer) => End(layer) == QuantiseBits.Float;

    public static bool IsLayer(Node node) => node.OpType is "Conv" or "Gemm" && node.Domain is "" or "ai.onnx";

    private int? End(Node layer) => first.Contains(layer) ? bits.First : last.Contains(layer) ? bits.Last : null;
}
