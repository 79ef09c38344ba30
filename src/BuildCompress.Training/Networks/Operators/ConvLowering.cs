using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Conv: ordinary, grouped and depthwise.</summary>
internal sealed class ConvLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Conv"];

    public ParameterRole? RoleOf(int input) => input switch { 1 => ParameterRole.Weight, 2 => ParameterRole.Bias, _ => null };

    public Step Lower(Node node, LoweringContext context)
    {
        if (context.Rank(node.Inputs[1]) is not (4 or null))
            throw LoweringContext.Unsupported(node, "only convolutions over height and width are supported");
        var kernel = context.Dim(node.Inputs[1], 2) is { } height && context.Dim(node.Inputs[1], 3) is { } width ? new[] { height, width } : null;
        var geometry = WindowGeometry.Of(node, kernel);
        var groups = node.Int("group", 1);
        var (x, weight, bias, y) = (context.Read(node, 0), context.Read(node, 1), context.ReadOptional(node, 2), context.Write(node, 0));
        return frame =>
        {
            var input = frame[x];
            var pads = geometry.PadsFor(input);
            var offset = bias is { } slot ? frame[slot] : null;
            if (WindowGeometry.IsSymmetric(pads))
            {
                frame[y] = nn.functional.conv2d(input, frame[weight], offset, geometry.Strides, pads[..2], geometry.Dilations, groups);
                return;
            }

            using var padded = WindowGeometry.Enlarge(input, pads, 0);
            frame[y] = nn.functional.conv2d(padded, frame[weight], offset, geometry.Strides, [0, 0], geometry.Dilations, groups);
        };
    }
}
