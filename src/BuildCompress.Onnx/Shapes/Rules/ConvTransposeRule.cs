using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>ConvTranspose: weight <c>[inC, outC/group, kernel…]</c>; output sizes given, or from strides, pads and output padding.</summary>
internal sealed class ConvTransposeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["ConvTranspose"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { Count: > 2 } input || node.Shape(1) is not { } weight || weight.Count != input.Count)
        {
            node.Output(null);
            return;
        }

        var output = new Dimension[input.Count];
        (output[0], output[1]) = (input[0], Dimensions.Multiply(weight[1], node.Node.Int("group", 1)));
        long[]? kernel = weight.Skip(2).All(dim => dim.Value is not null) ? [.. weight.Skip(2).Select(dim => dim.Value!.Value)] : null;
        var window = SlidingWindow.Of(node.Node, kernel);
        for (var axis = 0; axis < output.Length - 2; axis++)
            output[axis + 2] = window?.Kernel.Count == output.Length - 2 ? Size(node.Node, window, input[axis + 2], axis) : Dimension.Unknown;
        node.Output(output);
    }

    private static Dimension Size(Node node, SlidingWindow window, Dimension input, int axis)
    {
        if (node.Ints("output_shape") is { } given)
            return given.Count > axis ? given[^(window.Kernel.Count - axis)] : Dimension.Unknown;
        var stride = window.Strides[axis];
        var extra = node.Ints("output_padding") is { } padding && padding.Count > axis ? padding[axis] : 0;
        if (window.AutoPad.StartsWith("SAME", StringComparison.Ordinal))
            return Dimensions.Multiply(input, stride);
        var pad = window.AutoPad == "VALID" ? 0 : Dimensions.Add(window.Pads[axis], window.Pads[axis + window.Kernel.Count]);
        var extent = Dimensions.Multiply(Dimensions.Subtract(window.Kernel[axis], 1), window.Dilations[axis]);
        var grown = Dimensions.Subtract(Dimensions.Add(Dimensions.Add(extent, extra), 1), pad);
        return Dimensions.Add(Dimensions.Multiply(Dimensions.Subtract(input, 1), stride), grown);
    }
}
