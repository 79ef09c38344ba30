using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Conv: <c>[N, inC, spatial…]</c> and weight <c>[outC, inC/group, kernel…]</c> → <c>[N, outC, spatial…]</c>.</summary>
internal sealed class ConvRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Conv"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { Count: > 2 } input || node.Shape(1) is not { } weight || weight.Count != input.Count
            || !Agree(node, input, weight))
        {
            node.Output(null);
            return;
        }

        var output = new Dimension[input.Count];
        (output[0], output[1]) = (input[0], weight[0]);
        var window = weight.Skip(2).All(dim => dim.Value is not null)
            ? SlidingWindow.Of(node.Node, [.. weight.Skip(2).Select(dim => dim.Value!.Value)]) : SlidingWindow.Of(node.Node);
        for (var axis = 2; axis < output.Length; axis++)
            output[axis] = window is not null && window.Kernel.Count == output.Length - 2 ? window.Output(input[axis], axis - 2) : Dimension.Unknown;
        node.Output(output);
    }

    /// <summary>Whether input, weight, groups, bias and kernel can go together, as far as known.</summary>
    private static bool Agree(NodeInference node, IReadOnlyList<Dimension> input, IReadOnlyList<Dimension> weight)
    {
        var groups = node.Node.Int("group", 1);
        return groups > 0 && weight[0].Value % groups is null or 0
            && !Dimensions.Differ(input[1], Dimensions.Multiply(weight[1], groups))
            && (node.Shape(2) is not { } bias || (bias.Count == 1 && !Dimensions.Differ(bias[0], weight[0])))
            && (node.Node.Ints("kernel_shape") is not { } kernel
                || (kernel.Count == weight.Count - 2 && !kernel.Where((size, axis) => Dimensions.Differ(size, weight[axis + 2])).Any()));
    }
}
