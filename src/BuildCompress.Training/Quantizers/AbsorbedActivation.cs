using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>Which clipping a grid does by itself: from 0 on it clamps like the Relu or Clip before it, which the runtime drops for the same reason.</summary>
internal static class AbsorbedActivation
{
    /// <summary>Whether quantising the result of <paramref name="node"/> makes the node superfluous.</summary>
    public static bool Is(Node? node, ActivationScale rule) => node?.OpType switch
    {
        "Relu" => rule.NonNegative,
        "Clip" => rule is { NonNegative: true, UpperBound: not null },
        _ => false,
    };
}
