using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>A model whose blocks are single convolutions.</summary>
/// <param name="Model">With the merged convolutions.</param>
/// <param name="Branches">The model they were merged from.</param>
/// <param name="Blocks">In graph order.</param>
/// <param name="Obstacles">What looks like a block and stays as it is.</param>
public sealed record MergedModel(Model Model, Model Branches, IReadOnlyList<MergedBlock> Blocks, IReadOnlyList<BlockObstacle> Obstacles);

/// <summary>A block and the convolution in its place.</summary>
/// <param name="Block">Where it was.</param>
/// <param name="Node">The convolution, named as the block.</param>
/// <param name="Weight">Value name of its weight.</param>
/// <param name="Bias">Value name of its bias; null when no branch has one.</param>
public sealed record MergedBlock(BranchBlock Block, Node Node, string Weight, string? Bias);
