using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>Gives a Reshape whose target is computed in the graph a constant one, when all but one size are certain.</summary>
internal static class ReshapeFolding
{
    /// <summary>The node with a constant target (added to <paramref name="initializers"/>), or the node itself.</summary>
    public static Node Fix(Node node, InferenceState state, Dictionary<string, ConstantTensor> initializers)
    {
        if (node.Input(0) is not { } data || node.Input(1) is not { } target || initializers.ContainsKey(target)
            || state.Types.GetValueOrDefault(node.Outputs[0])?.Shape is not { } output
            || Target(output, state.Types.GetValueOrDefault(data)?.Shape) is not { } sizes)
            return node;
        var name = $"{node.Outputs[0]}_shape";
        while (state.Types.ContainsKey(name) || initializers.ContainsKey(name))
            name += "_";
        initializers[name] = ConstantTensor.Of(sizes, sizes.Length);
        return node with { Inputs = [data, name], Attributes = node.Attributes.Where(a => a.Key != "allowzero").ToDictionary(a => a.Key, a => a.Value) };
    }

    // A size that is no number is the input's own (0) where it stands at the same axis, else the one that is left (-1).
    private static long[]? Target(IReadOnlyList<Dimension> output, IReadOnlyList<Dimension>? input)
    {
        var sizes = new long[output.Count];
        var open = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (output[i].Value is > 0 and var size)
                sizes[i] = size;
            else if (output[i].Value is not null)
                return null;
            else if (output[i].Symbol is null || input is null || i >= input.Count || input[i] != output[i])
                (sizes[i], open) = (-1, open + 1);
        }

        return open <= 1 ? sizes : null;
    }
}
