using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Which operators ONNX Runtime's CPU provider runs in int8, and what it lets a quantiser absorb.</summary>
internal static class QuantizableOperators
{
    public static QuantizationRole RoleOf(Graph graph, InferredTypes types, Node node)
    {
        if (node.Domain is not ("" or "ai.onnx"))
            return QuantizationRole.None;
        return node.OpType switch
        {
            "Conv" when HasConstantWeight(graph, node, rank: 4) => QuantizationRole.Weighted,
            "Gemm" when HasConstantWeight(graph, node, rank: 2) && IsPlainGemm(node) => QuantizationRole.Weighted,
            "Add" or "Mul" when node.Inputs.All(i => IsActivation(graph, types, i)) => QuantizationRole.Computing,
            "Concat" when node.Inputs.All(i => IsActivation(graph, types, i)) => QuantizationRole.Computing,
            "GlobalAveragePool" or "AveragePool" or "LeakyRelu" or "Sigmoid" => QuantizationRole.Computing,
            "MaxPool" when node.Outputs.Count == 1 => QuantizationRole.Moving,
            "Pad" when PadsZero(graph, node) => QuantizationRole.Moving,
            "Gather" when GraphConstants.Integers(graph, node, "indices", 1) is not null => QuantizationRole.Moving,
            "Resize" when node.Text("mode", "nearest") == "nearest" => QuantizationRole.Moving,
            "DepthToSpace" or "Dropout" or "Flatten" or "Identity" or "Reshape" or "Slice" or "Squeeze" or "Transpose" or "Unsqueeze" =>
                QuantizationRole.Moving,
            _ => QuantizationRole.None,
        };
    }

    /// <summary>The Relu or Clip from 0 that is the only reader of <paramref name="value"/>; the quantiser behind it does its clipping.</summary>
    public static Node? FusedActivation(Graph graph, string value)
    {
        var readers = graph.Consumers(value);
        return readers.Count == 1 && !graph.Outputs.Any(o => o.Name == value) && ClipsAtZero(graph, readers[0]) ? readers[0] : null;
    }

    /// <summary>What is known about the range of <paramref name="value"/> before any number is seen.</summary>
    public static ActivationScale RangeOf(Graph graph, string value) => graph.Producer(value) switch
    {
        { OpType: "Sigmoid" } => new(true, 1),
        { OpType: "Clip" } clip when ClipsAtZero(graph, clip) => new(true, ClipBound(graph, clip, "max", 2)),
        { } node when ClipsAtZero(graph, node) => new(true, null),
        { OpType: "GlobalAveragePool" or "AveragePool" } pool => RangeOf(graph, pool.Inputs[0]) with { UpperBound = null },
        { OpType: "MaxPool" or "Flatten" or "Slice" or "Gather" or "Pad" or "Reshape" or "Identity" or "Dropout" } moving => RangeOf(graph, moving.Inputs[0]),
        { OpType: "Concat" } concat when concat.Inputs.Select(input => RangeOf(graph, input)).Distinct().ToArray() is [var common] => common,
        _ => new(false, null),
    };

    private static bool ClipsAtZero(Graph graph, Node node) =>
        node.OpType == "Relu" || (node.OpType == "Clip" && ClipBound(graph, node, "min", 1) == 0);

    private static float? ClipBound(Graph graph, Node clip, string attribute, int input)
    {
        if (clip.Attributes.ContainsKey(attribute))
            return clip.Float(attribute, 0);
        return GraphConstants.Resolve(graph, clip.Input(input)) is { Element: ElementType.Float32 } bound ? bound.AsSpan<float>()[0] : null;
    }

    private static bool HasConstantWeight(Graph graph, Node node, int rank) =>
        GraphConstants.Resolve(graph, node.Input(1)) is { Element: ElementType.Float32 } weight && weight.Dims.Count == rank
        && (node.Input(2) is not { } bias || (GraphConstants.Resolve(graph, bias) is { Dims: [var channels] } && channels == weight.Dims[0]));

    private static bool IsPlainGemm(Node node) =>
        node.Int("transA", 0) == 0 && node.Int("transB", 0) == 1 && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1;

    private static bool IsActivation(Graph graph, InferredTypes types, string value) =>
        GraphConstants.Resolve(graph, value) is null && types[value]?.Element is null or ElementType.Float32;

    private static bool PadsZero(Graph graph, Node node) =>
        node.Text("mode", "constant") == "constant" && node.Float("value", 0) == 0
        && (node.Input(2) is not { } value || (GraphConstants.Resolve(graph, value) is { Element: ElementType.Float32 } constant && constant.AsSpan<float>()[0] == 0));
}
