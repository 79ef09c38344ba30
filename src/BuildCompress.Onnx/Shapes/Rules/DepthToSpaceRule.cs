namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>DepthToSpace: <c>[N, C*b*b, H, W] → [N, C, H*b, W*b]</c>; SpaceToDepth the other way round.</summary>
internal sealed class DepthToSpaceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    public override void Infer(NodeInference node)
    {
        var block = node.Node.Int("blocksize", 0);
        if (node.Shape(0) is not { Count: 4 } input || block is < 1 or > int.MaxValue)
        {
            node.Output(null);
            return;
        }

        node.Output(node.Node.OpType == "DepthToSpace"
            ? [input[0], Dimensions.Divide(input[1], block * block), Dimensions.Multiply(input[2], block), Dimensions.Multiply(input[3], block)]
            : [input[0], Dimensions.Multiply(input[1], block * block), Dimensions.Divide(input[2], block), Dimensions.Divide(input[3], block)]);
    }
}
