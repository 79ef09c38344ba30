using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>How the weights of layers lie in a model's file.</summary>
public static class StoredLayers
{
    /// <summary>The tensor in the file behind the weight of every Conv and Gemm that has one, through DequantizeLinear and Cast.</summary>
    public static IEnumerable<ConstantTensor> Of(Model emitted)
    {
        var graph = emitted.Graph;
        foreach (var layer in graph.Nodes.Where(LayerPositions.IsLayer))
        {
            var value = layer.Input(1);
            while (value is not null && graph.Producer(value) is { OpType: "DequantizeLinear" or "Cast" } unpacking)
                value = unpacking.Inputs[0];
            if (graph.Constant(value) is { } stored)
                yield return stored;
        }
    }
}
