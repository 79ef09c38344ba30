using BuildCompress.Core.Units;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// Counts what a graph costs, per layer and in total, for one sample. MACs: every Conv, ConvTranspose, Gemm, and every MatMul one side of
/// which is computed from constants alone; biases, activations and pooling are free. Parameters: every element of the constants that a
/// <see cref="ParameterInputs">node computes with</see>, each constant once however often it is read.
/// </summary>
public static class CostModel
{
    /// <summary>Counts <paramref name="model"/> after inferring its shapes.</summary>
    public static ModelCost Count(Model model) => Count(model.Graph, ShapeInference.Infer(model));

    /// <summary>Counts <paramref name="graph"/>. A symbolic batch counts as 1, a fixed one is divided out.</summary>
    public static ModelCost Count(Graph graph, InferredTypes types)
    {
        var batch = BatchSize.Of(graph, types);
        var macs = new MacCounter(graph, types, batch);
        var counted = new HashSet<string>();
        List<string> uncounted = [];
        var layers = new List<LayerCost>(graph.Nodes.Count);
        var (totalMacs, totalParameters) = (0L, 0L);
        foreach (var node in graph.Nodes)
        {
            var nodeMacs = macs.Count(node);
            if (nodeMacs is null)
                uncounted.Add(node.DisplayName);
            var (parameters, bytes) = (0L, 0L);
            foreach (var (name, tensor) in ParameterInputs.Of(graph, node))
            {
                if (counted.Add(name))
                    (parameters, bytes) = (parameters + tensor.Count, bytes + tensor.Bytes.Length);
            }

            totalMacs += nodeMacs ?? 0;
            totalParameters += parameters;
            layers.Add(new LayerCost(
                node.DisplayName, node.OpType, new Macs(nodeMacs ?? 0), new ParameterCount(parameters), OutputBytes(node), new Bytes(bytes)));
        }

        return new ModelCost(new Macs(totalMacs), new ParameterCount(totalParameters), layers) { Uncounted = uncounted };

        Bytes OutputBytes(Node node)
        {
            var bytes = 0L;
            foreach (var output in node.Outputs)
            {
                // A tensor beyond 2^56 elements is no real one; its size would not fit.
                if (types[output] is { } type && batch.PerSample(type.Shape) is <= 1L << 56 and var elements)
                    bytes += type.Element.SizeOf(elements);
            }

            return new Bytes(bytes);
        }
    }
}
