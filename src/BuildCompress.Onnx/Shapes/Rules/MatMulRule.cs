using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>MatMul as in NumPy: leading axes broadcast, a vector counts as a row or column that then vanishes.</summary>
internal sealed class MatMulRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["MatMul"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { Count: > 0 } a || node.Shape(1) is not { Count: > 0 } b
            || Dimensions.Differ(a[^1], b[Math.Max(0, b.Count - 2)]))
        {
            node.Output(null);
            return;
        }

        IReadOnlyList<Dimension> rows = a.Count == 1 ? [] : [a[^2]];
        IReadOnlyList<Dimension> columns = b.Count == 1 ? [] : [b[^1]];
        var batch = Dimensions.Broadcast([.. a.Take(a.Count - 2)], [.. b.Take(b.Count - 2)]);
        node.Output([.. batch!, .. rows, .. columns]);
    }
}
