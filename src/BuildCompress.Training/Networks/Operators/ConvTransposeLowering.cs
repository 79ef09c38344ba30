using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>ConvTranspose. Padding takes pixels off the output; where both sides differ, or the output's size is given, it is cut off afterwards.</summary>
internal sealed class ConvTransposeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["ConvTranspose"];

    public ParameterRole? RoleOf(int input) => input switch { 1 => ParameterRole.Weight, 2 => ParameterRole.Bias, _ => null };

    public Step Lower(Node node, LoweringContext context)
    {
        if (context.Rank(node.Inputs[1]) is not (4 or null))
            throw LoweringContext.Unsupported(node, "only convolutions over height and width are supported");
        var kernel = context.Dim(node.Inputs[1], 2) is { } height && context.Dim(node.Inputs[1], 3) is { } width ? new[] { height, width } : null;
        var geometry = TransposedGeometry.Of(node, kernel);
        var groups = node.Int("group", 1);
        var (x, weight, bias, y) = (context.Read(node, 0), context.Read(node, 1), context.ReadOptional(node, 2), context.Write(node, 0));
        return frame =>
        {
            var input = frame[x];
            var pads = geometry.PadsFor(input);
            var offset = bias is { } slot ? frame[slot] : null;
            if (WindowGeometry.IsSymmetric(pads))
            {
                frame[y] = Convolve(pads[..2]);
                return;
            }

            using var whole = Convolve([0, 0]);
            frame[y] = nn.functional.pad(whole, [-pads[1], -pads[3], -pads[0], -pads[2]]);

            Tensor Convolve(long[] padding) => nn.functional.conv_transpose2d(
                input, frame[weight], offset, geometry.Strides, padding, geometry.OutputPadding, geometry.Dilations, groups);
        };
    }
}
