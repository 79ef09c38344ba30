using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Which Concat lets its inputs share its scale. Values that nothing else reads are rounded to the grid of the Concat in any case; when they have it
/// from the start they are rounded once, and the runtime only copies bytes.
/// </summary>
internal static class JoinedScales
{
    /// <summary>The Concat whose scale <paramref name="value"/> takes; null when it has one of its own.</summary>
    public static Node? Concat(Graph graph, InferredTypes types, string value) =>
        graph.Consumers(value) is [{ OpType: "Concat" } concat] && QuantizableOperators.RoleOf(graph, types, concat) == QuantizationRole.Computing
        && QuantizableOperators.FusedActivation(graph, concat.Outputs[0]) is null
        && concat.Inputs.All(input => graph.Consumers(input).Count == 1 && graph.Outputs.All(o => o.Name != input) && IsLayer(graph, types, input))
        && concat.Inputs.Select(input => QuantizableOperators.RangeOf(graph, input)).Distinct().Count() == 1 ? concat : null;

    /// <summary>Whether a layer makes the value, through an activation or not.</summary>
    private static bool IsLayer(Graph graph, InferredTypes types, string value) =>
        graph.Producer(value) is { } maker && (maker.OpType is "Relu" or "Clip" ? graph.Producer(maker.Inputs[0]) : maker) is { } layer
        && QuantizableOperators.RoleOf(graph, types, layer) == QuantizationRole.Weighted;
}
