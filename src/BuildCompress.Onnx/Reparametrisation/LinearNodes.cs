using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>The nodes that an <see cref="AffineMap"/> can be made of: affine in what they read, the same everywhere on the map.</summary>
internal static class LinearNodes
{
    /// <summary>What <paramref name="node"/> reads beside constants; null when it is no such node.</summary>
    public static IReadOnlyList<string>? Operands(Graph graph, Node node)
    {
        if (node.Domain is not ("" or "ai.onnx") || node.Outputs.Skip(1).Any(o => o.Length > 0) || node.ImplicitInputs.Count > 0)
            return null;
        return node.OpType switch
        {
            "Conv" when Weight(graph, node) is { Dims.Count: 4 } && (node.Input(2) is null || IsFloat(graph, node.Inputs[2])) => [node.Inputs[0]],
            "BatchNormalization" when node.Inputs.Count == 5 && node.Int("training_mode", 0) == 0 && node.Int("spatial", 1) == 1
                && node.Inputs.Skip(1).All(i => IsFloat(graph, i)) => [node.Inputs[0]],
            "Identity" => [node.Inputs[0]],
            "Pad" when Padding(graph, node) is not null => [node.Inputs[0]],
            "Mul" => PerChannel(graph, node) is { } factors ? [.. node.Inputs.Where(i => i != factors)] : null,
            "Add" or "Sum" when node.Inputs.Any(i => IsFloat(graph, i)) => PerChannel(graph, node) is { } offsets ? [.. node.Inputs.Where(i => i != offsets)] : null,
            "Add" or "Sum" when node.Inputs.Count > 1 => node.Inputs,
            _ => null,
        };
    }

    /// <summary>The weight of a Conv, when it is known.</summary>
    public static ConstantTensor? Weight(Graph graph, Node conv) => GraphConstants.Resolve(graph, conv.Input(1)) is { Element: ElementType.Float32 } weight ? weight : null;

    /// <summary>The constant operand of an Add or Mul of two, when it holds one number per channel, or one for all.</summary>
    public static string? PerChannel(Graph graph, Node node) => node.Inputs.Count == 2
        ? node.Inputs.FirstOrDefault(i => IsFloat(graph, i) && GraphConstants.Resolve(graph, i)!.Dims is var dims
            && (dims.All(d => d == 1) || dims is [_, 1, 1] or [1, _, 1, 1]))
        : null;

    /// <summary>Zeros that a Pad puts around height and width: before both, then behind; null for any other Pad.</summary>
    public static IReadOnlyList<long>? Padding(Graph graph, Node pad)
    {
        if (pad.Text("mode", "constant") != "constant" || pad.Input(3) is not null || pad.Float("value", 0) != 0
            || (pad.Input(2) is { } value && GraphConstants.Resolve(graph, value)?.Bytes.Span.ContainsAnyExcept((byte)0) != false)
            || GraphConstants.Integers(graph, pad, "pads", 1) is not { Count: 8 } pads)
            return null;
        return pads[0] == 0 && pads[1] == 0 && pads[4] == 0 && pads[5] == 0 && pads.All(p => p >= 0) ? [pads[2], pads[3], pads[6], pads[7]] : null;
    }

    private static bool IsFloat(Graph graph, string value) => GraphConstants.Resolve(graph, value) is { Element: ElementType.Float32 };
}
