using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>PRelu: <c>relu(x) - slope * relu(-x)</c>; the slope broadcasts to x.</summary>
internal sealed class PReluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["PRelu"];

    public ParameterRole? RoleOf(int input) => input == 1 ? ParameterRole.Slope : null;

    public Step Lower(Node node, LoweringContext context)
    {
        var (x, slope, y) = (context.Read(node, 0), context.Read(node, 1), context.Write(node, 0));
        return frame =>
        {
            using var negated = frame[x].neg();
            using var below = nn.functional.relu(negated);
            using var scaled = below * frame[slope];
            using var above = nn.functional.relu(frame[x]);
            frame[y] = above - scaled;
        };
    }
}
