using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>
/// GroupNormalization, and InstanceNormalization, whose groups are single channels: each group of each sample is normalised by its own mean and
/// variance (Wu and He, 2018). A scale and an offset per channel; before opset 21 per group.
/// </summary>
internal sealed class GroupNormalizationLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["GroupNormalization", "InstanceNormalization"];

    public ParameterRole? RoleOf(int input) => input is 1 or 2 ? ParameterRole.Normalisation : null;

    public Step Lower(Node node, LoweringContext context)
    {
        var groups = node.OpType == "InstanceNormalization" ? 0 : node.Int("num_groups", 0);
        var epsilon = node.Float("epsilon", 1e-5f);
        var (x, scale, offset, y) = (context.Read(node, 0), context.Read(node, 1), context.Read(node, 2), context.Write(node, 0));
        return frame =>
        {
            var shape = frame[x].shape;
            var parts = groups > 0 ? groups : shape[1];

            // Groups of samples are the channels of one batch normalisation.
            using var flat = frame[x].reshape(1, shape[0] * parts, -1);
            using var normalised = nn.functional.batch_norm(flat, null, null, null, null, true, 0, epsilon);
            using var scales = frame[scale].reshape(1, -1, 1, 1);
            using var offsets = frame[offset].reshape(1, -1, 1, 1);
            using var grouped = normalised.reshape(shape[0], scales.shape[1], shape[1] / scales.shape[1], -1);
            using var scaled = grouped * scales;
            using var shifted = scaled + offsets;
            frame[y] = shifted.reshape(shape);
        };
    }
}
