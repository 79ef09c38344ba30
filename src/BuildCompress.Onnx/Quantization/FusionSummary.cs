namespace BuildCompress.Onnx.Quantization;

/// <summary>What ONNX Runtime made of a quantised model.</summary>
/// <param name="Operators">How many nodes of each operator the optimised graph has, by name, sorted.</param>
/// <param name="Unfused">Layers that read dequantised numbers and so still run in float although they were quantised.</param>
public sealed record FusionSummary(IReadOnlyDictionary<string, int> Operators, IReadOnlyList<UnfusedNode> Unfused)
{
    /// <summary>Nodes of <paramref name="op"/> in the optimised graph, e.g. <c>QLinearConv</c>.</summary>
    public int Count(string op) => Operators.GetValueOrDefault(op);

    /// <summary>Conv, Gemm and MatMul that run in int8.</summary>
    public int IntegerLayers =>
        Count("QLinearConv") + Count("QGemm") + Count("QLinearMatMul") + Count("ConvInteger") + Count("MatMulInteger") + Count("MatMulIntegerToFloat");

    /// <summary>Whether every quantised Conv and Gemm runs in int8.</summary>
    public bool AllLayersFused => !Unfused.Any(node => node.IsLayer);
}
