using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Reads the graph that ONNX Runtime saved after its optimisations, to see which quantised layers really run in int8.</summary>
public static class FusionCheck
{
    /// <param name="optimised">Model written by the runtime (<c>SessionOptions.OptimizedModelFilePath</c>, all optimisations).</param>
    public static FusionSummary Check(Model optimised)
    {
        var graph = optimised.Graph;
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in graph.Nodes.CountBy(node => node.OpType))
            operators[group.Key] = group.Value;
        var unfused = graph.Nodes
            .Where(node => IsQuantised(graph, node))
            .Select(node => new UnfusedNode(node.DisplayName, node.OpType, IsLayer(node.OpType), Reason(graph, node)));
        return new(operators, [.. unfused]);
    }

    /// <summary>
    /// Layers of a model in QDQ form that are meant to run in int8: their weight is stored as int8, int4 or int2. As many integer layers must stand in the
    /// optimised graph: one that reads floats, or whose weight the runtime turned to float while loading, is no longer told apart there.
    /// </summary>
    public static int QuantisedLayers(Model emitted) => emitted.Graph.Nodes.Count(node => IsLayer(node.OpType)
        && node.Input(1) is { } weight && emitted.Graph.Producer(weight) is { OpType: "DequantizeLinear" } dequantise
        && emitted.Graph.Constant(Stored(emitted.Graph, dequantise.Inputs[0])) is { Element: ElementType.Int8 or ElementType.Int4 or ElementType.Int2 });

    /// <summary>The integers in the file: what a Cast to int8 reads.</summary>
    private static string Stored(Graph graph, string value) => graph.Producer(value) is { OpType: "Cast" } cast ? cast.Inputs[0] : value;

    /// <summary>Whether the node was meant to run in int8: a layer whose input and weight are dequantised, or another operator with any such input.</summary>
    private static bool IsQuantised(Graph graph, Node node) => IsLayer(node.OpType)
        ? node.Inputs.Take(2).All(i => IsDequantised(graph, i))
        : IsIntegerCapable(node.OpType) && node.Inputs.Any(i => IsDequantised(graph, i));

    private static bool IsDequantised(Graph graph, string value) => graph.Producer(value)?.OpType == "DequantizeLinear";

    private static bool IsLayer(string op) => op is "Conv" or "FusedConv" or "NhwcFusedConv" or "Gemm" or "FusedGemm" or "MatMul" or "FusedMatMul";

    private static bool IsIntegerCapable(string op) =>
        op is "Add" or "Mul" or "Concat" or "GlobalAveragePool" or "AveragePool" or "LeakyRelu" or "Sigmoid" or "MaxPool" or "Pad" or "Slice" or "Resize";

    private static string Reason(Graph graph, Node node)
    {
        if (node.OpType is "Add" or "Mul" or "Concat" && node.Inputs.FirstOrDefault(i => !IsDequantised(graph, i)) is { } floatInput)
            return $"its input '{floatInput}' is not quantised";
        var readers = graph.Consumers(node.Outputs[0]);
        if (IsLayer(node.OpType) && node.Input(1) is { } weight && graph.Producer(weight) is { OpType: "DequantizeLinear" } unpacked
            && graph.Constant(unpacked.Inputs[0]) is { Element: not ElementType.Int8 } stored)
            return $"the runtime has no integer kernel for weights of type {stored.Element}";
        if (readers.All(reader => reader.OpType == "QuantizeLinear") && readers.Count > 0)
            return node.OpType.StartsWith("Fused", StringComparison.Ordinal)
                ? "an activation stands before its quantiser and does not vanish into it"
                : "the runtime has no integer kernel for this form";
        return $"its output '{node.Outputs[0]}' is read before it is quantised";
    }
}
