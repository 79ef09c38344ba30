using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>A <see cref="WeightCoupling"/> in the making. A null input cannot be cut.</summary>
internal sealed record WeightSlots(
    Node Node, string Weight, int[] Output, int[]? Input, int InputCount, int Groups, long KernelElements, long OutputPositions,
    int OutputAxis);

/// <summary>A <see cref="ParameterUse"/> in the making.</summary>
internal sealed record ParameterSlots(
    Node Node, int Input, ParameterKind Kind, IReadOnlyList<(int Axis, int[] Slots)> Axes, int Groups);
