using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>DepthToSpace and SpaceToDepth: channels become a block of pixels, and back.</summary>
internal sealed class DepthToSpaceLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["DepthToSpace", "SpaceToDepth"];

    public Step Lower(Node node, LoweringContext context)
    {
        var block = node.Int("blocksize", 1);
        var columnRowDepth = node.Text("mode", "DCR") == "CRD";
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        if (node.OpType == "SpaceToDepth")
        {
            return frame =>
            {
                var (n, c, h, w) = Sizes(frame[x]);
                using var blocks = frame[x].reshape(n, c, h / block, block, w / block, block);
                using var ordered = blocks.permute(0, 3, 5, 1, 2, 4);
                frame[y] = ordered.reshape(n, c * block * block, h / block, w / block);
            };
        }

        return frame =>
        {
            var (n, c, h, w) = Sizes(frame[x]);
            var depth = c / (block * block);
            using var blocks = columnRowDepth ? frame[x].reshape(n, depth, block, block, h, w) : frame[x].reshape(n, block, block, depth, h, w);
            using var ordered = columnRowDepth ? blocks.permute(0, 1, 4, 2, 5, 3) : blocks.permute(0, 3, 4, 1, 5, 2);
            frame[y] = ordered.reshape(n, depth, h * block, w * block);
        };
    }

    private static (long N, long C, long H, long W) Sizes(Tensor input) => (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
}
