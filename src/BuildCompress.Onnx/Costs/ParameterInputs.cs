using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// Which constants of a node are parameters: floating-point ones with at least one axis (a scalar such as a Clip bound is a setting),
/// and the integer weights and biases that a DequantizeLinear, or a Cast from fewer than 8 bits, unpacks. Not: scales and zero points of QuantizeLinear and
/// DequantizeLinear, scales of a Resize.
/// </summary>
internal static class ParameterInputs
{
    public static IEnumerable<(string Name, ConstantTensor Tensor)> Of(Graph graph, Node node)
    {
        for (var input = 0; input < node.Inputs.Count; input++)
        {
            if (node.Input(input) is { } name && graph.Constant(name) is { } tensor && Counts(node, input, tensor))
                yield return (name, tensor);
        }
    }

    private static bool Counts(Node node, int input, ConstantTensor tensor) => node.OpType switch
    {
        "DequantizeLinear" => input == 0,
        "Cast" => tensor.Element is ElementType.Int4 or ElementType.Int2,
        "QuantizeLinear" or "Resize" or "Upsample" => input == 0 && tensor.Element.IsFloat(),
        _ => tensor.Element.IsFloat() && tensor.Dims.Count > 0,
    };
}
