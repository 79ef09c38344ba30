using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>MatMul; a constant second factor is a weight.</summary>
internal sealed class MatMulLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["MatMul"];

    public ParameterRole? RoleOf(int input) => input == 1 ? ParameterRole.Weight : null;

    public Step Lower(Node node, LoweringContext context)
    {
        var (a, b, y) = (context.Read(node, 0), context.Read(node, 1), context.Write(node, 0));
        return frame => frame[y] = frame[a].matmul(frame[b]);
    }
}
