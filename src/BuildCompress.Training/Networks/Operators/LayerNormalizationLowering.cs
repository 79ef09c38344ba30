using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>LayerNormalization over the axes from <c>axis</c> on.</summary>
internal sealed class LayerNormalizationLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["LayerNormalization"];

    public ParameterRole? RoleOf(int input) => input is 1 or 2 ? ParameterRole.Normalisation : null;

    public Step Lower(Node node, LoweringContext context)
    {
        if (node.Outputs.Skip(1).Any(output => output.Length > 0))
            throw LoweringContext.Unsupported(node, "its mean or deviation is used");
        var (axis, epsilon) = ((int)node.Int("axis", -1), node.Float("epsilon", 1e-5f));
        var (x, scale, offset, y) = (context.Read(node, 0), context.Read(node, 1), context.ReadOptional(node, 2), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            var normalised = shape[(axis < 0 ? axis + shape.Length : axis)..];
            frame[y] = nn.functional.layer_norm(frame[x], normalised, frame[scale], offset is { } slot ? frame[slot] : null, epsilon);
        };
    }
}
