using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Folding;

/// <summary>Weight and bias of a Conv or Gemm with a batch normalisation folded in.</summary>
internal readonly record struct FoldedLayer(ConstantTensor Weight, ConstantTensor Bias)
{
    /// <summary>Axis of the weight that counts output channels.</summary>
    public static int OutputAxis(Node layer) => layer.OpType == "Gemm" && layer.Int("transB", 0) == 0 ? 1 : 0;

    public static FoldedLayer Compute(Graph graph, Node layer, Node norm)
    {
        var gamma = Vector(graph, norm.Inputs[1]);
        var beta = Vector(graph, norm.Inputs[2]);
        var mean = Vector(graph, norm.Inputs[3]);
        var variance = Vector(graph, norm.Inputs[4]);
        var epsilon = (double)norm.Float("epsilon", 1e-5f);
        var biasFactor = layer.OpType == "Gemm" ? layer.Float("beta", 1) : 1;
        var bias = layer.Input(2) is { } name ? Vector(graph, name) : [];

        var scales = new double[gamma.Length];
        var folded = new float[gamma.Length];
        for (var c = 0; c < scales.Length; c++)
        {
            scales[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            folded[c] = (float)(((bias.IsEmpty ? 0 : (double)biasFactor * bias[c]) - mean[c]) * scales[c] + beta[c]);
        }

        var weight = GraphConstants.Resolve(graph, layer.Inputs[1])!;
        var source = weight.AsSpan<float>();
        var scaled = new float[source.Length];
        var axis = OutputAxis(layer);
        var stride = (int)weight.Dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = (float)(source[i] * scales[i / stride % scales.Length]);
        return new(ConstantTensor.Of(scaled, [.. weight.Dims]), ConstantTensor.Of(folded, folded.Length));
    }

    private static ReadOnlySpan<float> Vector(Graph graph, string name) => GraphConstants.Resolve(graph, name)!.AsSpan<float>();
}
