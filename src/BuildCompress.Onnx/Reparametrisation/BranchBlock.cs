using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// A re-parametrisable block: branches and sequences of convolutions and normalisations from one value to another that are one convolution
/// (RepVGG, ACNet, ECBSR, expanded linear layers…).
/// </summary>
/// <param name="Name">Name of its largest convolution, which the merged one takes over.</param>
/// <param name="Input">The value its branches read.</param>
/// <param name="Output">The value it makes.</param>
/// <param name="Nodes">Its nodes in graph order.</param>
/// <param name="Map">The output as a map of the input.</param>
/// <param name="Largest">Shape of its largest convolution by itself.</param>
public sealed record BranchBlock(string Name, string Input, string Output, IReadOnlyList<Node> Nodes, AffineMap Map, KernelShape Largest);
