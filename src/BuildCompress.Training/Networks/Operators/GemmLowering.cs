using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Gemm: <c>alpha * A * B + beta * C</c>. The common linear layer (A as it is, C a vector) is one call.</summary>
internal sealed class GemmLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Gemm"];

    public ParameterRole? RoleOf(int input) => input switch { 1 => ParameterRole.Weight, 2 => ParameterRole.Bias, _ => null };

    public Step Lower(Node node, LoweringContext context)
    {
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var (transA, transB) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        var linear = !transA && alpha == 1 && beta == 1 && (node.Input(2) is not { } c || context.Rank(c) == 1);
        var (x, weight, bias, y) = (context.Read(node, 0), context.Read(node, 1), context.ReadOptional(node, 2), context.Write(node, 0));
        if (linear)
        {
            return frame =>
            {
                using var matrix = transB ? frame[weight].alias() : frame[weight].permute(1, 0);
                frame[y] = nn.functional.linear(frame[x], matrix, bias is { } slot ? frame[slot] : null);
            };
        }

        return frame =>
        {
            using var a = transA ? frame[x].permute(1, 0) : frame[x].alias();
            using var b = transB ? frame[weight].permute(1, 0) : frame[weight].alias();
            using var product = a.matmul(b);
            using var scaled = product * alpha;
            using var offset = bias is { } slot ? frame[slot] * beta : null;
            frame[y] = offset is null ? scaled.alias() : scaled + offset;
        };
    }
}
