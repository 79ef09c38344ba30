using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Gemm: <c>[M, K] x [K, N] → [M, N]</c>, either side possibly stored transposed.</summary>
internal sealed class GemmRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Gemm"];

    public override void Infer(NodeInference node)
    {
        IReadOnlyList<Dimension> unknown = [Dimension.Unknown, Dimension.Unknown];
        if ((node.Shape(0) ?? unknown) is not [_, _] a || (node.Shape(1) ?? unknown) is not [_, _] b)
        {
            node.Output(null);
            return;
        }

        var (rows, inner) = node.Node.Int("transA", 0) == 0 ? (a[0], a[1]) : (a[1], a[0]);
        var (needed, columns) = node.Node.Int("transB", 0) == 0 ? (b[0], b[1]) : (b[1], b[0]);
        var biasFits = node.Shape(2) is not { Count: > 0 } bias || bias[^1].Value == 1 || !Dimensions.Differ(bias[^1], columns);
        node.Output(biasFits && !Dimensions.Differ(inner, needed) ? [rows, columns] : null);
    }
}
