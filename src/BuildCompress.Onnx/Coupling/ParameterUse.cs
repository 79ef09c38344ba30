using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>A constant that a node reads along channels: what surgery slices.</summary>
/// <param name="Node">The reader.</param>
/// <param name="Input">Which input of it.</param>
/// <param name="Kind">What the constant is to the node.</param>
/// <param name="Axes">Its channel axes, ascending; one or two.</param>
/// <param name="ConvGroups">Groups of a grouped convolution; 1 otherwise.</param>
public sealed record ParameterUse(Node Node, int Input, ParameterKind Kind, IReadOnlyList<ParameterAxis> Axes, int ConvGroups);
