namespace BuildCompress.Onnx.Quantization;

/// <summary>A quantised node that the runtime left in float.</summary>
/// <param name="Name">Its name in the optimised graph.</param>
/// <param name="OpType">Its operator there.</param>
/// <param name="IsLayer">Whether it is a Conv or Gemm: those cost time. Others (a Pad) are cheap in float.</param>
/// <param name="Reason">Why, as far as the graph shows.</param>
public sealed record UnfusedNode(string Name, string OpType, bool IsLayer, string Reason);
