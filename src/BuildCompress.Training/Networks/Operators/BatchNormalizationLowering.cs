using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>BatchNormalization. ONNX's momentum weighs the old statistics, libtorch's the new ones.</summary>
internal sealed class BatchNormalizationLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["BatchNormalization"];

    public ParameterRole? RoleOf(int input) => input is 1 or 2 ? ParameterRole.Normalisation : null;

    public bool IsStatistic(int input) => input is 3 or 4;

    public Step Lower(Node node, LoweringContext context)
    {
        if (node.Int("spatial", 1) == 0)
            throw LoweringContext.Unsupported(node, "statistics per pixel (spatial = 0) are not supported");
        var (epsilon, momentum) = (node.Float("epsilon", 1e-5f), 1 - node.Float("momentum", 0.9f));
        var x = context.Read(node, 0);
        var (scale, offset, mean, variance) = (context.Read(node, 1), context.Read(node, 2), context.Read(node, 3), context.Read(node, 4));
        var y = context.Write(node, 0);
        return frame => frame[y] = nn.functional.batch_norm(
            frame[x], frame[mean], frame[variance], frame[scale], frame[offset], frame.Mode == NetworkMode.Training,
            frame.BatchNormMomentum ?? momentum, epsilon);
    }
}
