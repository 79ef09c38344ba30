using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Conv: <c>[N, inC, spatial…]</c> and weight <c>[outC, inC/group, kernel…]</c> → <c>[N, outC, spatial…]</c>.</summary>
internal sealed class ConvRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Conv"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { Count: > 2 } input || node.Shape(1) is not { } weight || weight.Count != input.Count)
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
}
