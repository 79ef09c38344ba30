using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Gemm: <c>[M, K] x [K, N] → [M, N]</c>, either side possibly stored transposed.</summary>
internal sealed class GemmRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Gemm"];

    public override void Infer(NodeInference node)
    {
        var rows = node.Shape(0) is { Count: 2 } a ? a[node.Node.Int("transA", 0) == 0 ? 0 : 1] : Dimension.Unknown;
        var columns = node.Shape(1) is { Count: 2 } b ? b[node.Node.Int("transB", 0) == 0 ? 1 : 0] : Dimension.Unknown;
        node.Output([rows, columns]);
    }
}
