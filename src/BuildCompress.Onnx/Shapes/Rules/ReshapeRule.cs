using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Reshape: 0 takes the input's size (unless <c>allowzero</c>), -1 takes what is left.</summary>
internal sealed class ReshapeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Reshape"];

    public override void Infer(NodeInference node)
    {
        var target = node.Value(1) is { Dims.Count: 1 } value ? value.Elements
            : node.Node.Ints("shape")?.Select(size => (Dimension)size).ToArray();
        if (target is null)
        {
            var rank = node.Shape(1) is [{ Value: >= 0 and <= 64 and var count }] ? (int)count : -1;
            node.Output(rank < 0 ? null : new Dimension[rank]);
            return;
        }

        var input = node.Shape(0);
        var output = new Dimension[target.Count];
        var open = -1;
        for (var i = 0; i < output.Length; i++)
        {
            if (target[i].Value == -1)
                open = open == -1 ? i : -2;
            output[i] = target[i].Value switch
            {
                0 when node.Node.Int("allowzero", 0) == 0 => input is not null && i < input.Count ? input[i] : Dimension.Unknown,
                < 0 => Dimension.Unknown,
                _ => target[i],
            };
        }

        // An unknown size is found like -1 when it is the only one.
        if (open == -1 && output.Count(size => size == Dimension.Unknown) == 1)
            open = Array.IndexOf(output, Dimension.Unknown);
        if (open >= 0 && input is not null)
            output[open] = Dimensions.Quotient(input, [.. output.Where((_, i) => i != open)]);
        node.Output(output);

        if (node.Value(0) is { } elements && output.All(size => size.Value is not null) && Dimensions.Product(output).Value == elements.Elements.Count)
            node.OutputValue(elements with { Dims = [.. output.Select(size => size.Value!.Value)] });
    }
}
