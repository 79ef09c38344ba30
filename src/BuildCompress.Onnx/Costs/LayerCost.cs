using BuildCompress.Core.Units;

namespace BuildCompress.Onnx.Costs;

/// <summary>What one node costs at batch 1.</summary>
/// <param name="Node">Display name of the node.</param>
/// <param name="OpType">Its operator.</param>
/// <param name="Macs">Multiply-accumulates of Conv, ConvTranspose, Gemm and MatMul with a constant side; 0 for all others.</param>
/// <param name="Parameters">Elements of its constant inputs as <see cref="CostModel"/> counts them; a shared one counts where it is read first.</param>
/// <param name="OutputBytes">Size of its outputs as far as known.</param>
/// <param name="ParameterBytes">Size of those constants as stored.</param>
public sealed record LayerCost(string Node, string OpType, Macs Macs, ParameterCount Parameters, Bytes OutputBytes, Bytes ParameterBytes);
