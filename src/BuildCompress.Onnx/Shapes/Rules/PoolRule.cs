using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Pooling over a window: channels stay. Whether pads count in an average does not change the shape.</summary>
internal sealed class PoolRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["MaxPool", "AveragePool", "LpPool"];

    public override void Infer(NodeInference node)
    {
        var input = node.Shape(0);
        var window = SlidingWindow.Of(node.Node);
        if (input is null || window is null || window.Kernel.Count != input.Count - 2)
        {
            node.Output(null);
            return;
        }

        Dimension[] output = [.. input];
        for (var axis = 2; axis < output.Length; axis++)
            output[axis] = window.Output(input[axis], axis - 2);
        node.Output(output);
        node.Output(output, 1, ElementType.Int64);
    }
}
