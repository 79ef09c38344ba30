using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Pooling over all positions: every spatial axis becomes 1.</summary>
internal sealed class GlobalPoolRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"];

    public override void Infer(NodeInference node) =>
        node.Output(node.Shape(0) is { Count: >= 2 } input ? [input[0], input[1], .. Enumerable.Repeat((Dimension)1, input.Count - 2)] : null);
}
