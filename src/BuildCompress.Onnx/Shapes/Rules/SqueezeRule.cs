using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Squeeze and Unsqueeze: axes of size 1 go or come; axes by attribute before operator set 13, then by input.</summary>
internal sealed class SqueezeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Squeeze", "Unsqueeze"];

    public override void Infer(NodeInference node)
    {
        var axes = node.List("axes", 1);
        var output = node.Shape(0) is not { } input ? null : node.Node.OpType == "Unsqueeze" ? Unsqueeze(input, axes) : Squeeze(input, axes);
        node.Output(output);
        if (node.Value(0) is { } value && output is not null && output.All(size => size.Value is not null)
            && Dimensions.Product(output).Value == value.Elements.Count)
            node.OutputValue(value with { Dims = [.. output.Select(size => size.Value!.Value)] });
    }

    private static Dimension[]? Unsqueeze(IReadOnlyList<Dimension> input, IReadOnlyList<long>? axes)
    {
        if (axes is null)
            return null;
        var output = new Dimension?[input.Count + axes.Count];
        foreach (var axis in axes)
        {
            if (Dimensions.Axis(axis, output.Length) is not { } index)
                return null;
            output[index] = 1;
        }

        var next = 0;
        for (var i = 0; i < output.Length; i++)
        {
            if (output[i] is null && next == input.Count)
                return null;
            output[i] ??= input[next++];
        }

        return Array.ConvertAll(output, size => size!.Value);
    }

    private static Dimension[]? Squeeze(IReadOnlyList<Dimension> input, IReadOnlyList<long>? axes)
    {
        if (axes is null)
            return input.All(size => size.Value is not null) ? [.. input.Where(size => size.Value != 1)] : null;
        var gone = axes.Select(axis => Dimensions.Axis(axis, input.Count)).ToHashSet();
        return [.. input.Where((_, i) => !gone.Contains(i))];
    }
}
