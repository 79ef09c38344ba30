using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>
/// Takes grouped convolutions apart whose groups no longer have equally many channels: neighbours that still agree stay one convolution, a Split
/// hands each its inputs and a Concat lines up the outputs.
/// </summary>
internal static class GroupedConvCut
{
    /// <summary>What takes the place of <paramref name="node"/>; null when its groups stay equal, or it is no grouped Conv or ConvTranspose.</summary>
    public static IReadOnlyList<Node>? Regroup(CutContext cut, Node node)
    {
        if (cut.Use(node, 1) is not { Kind: ParameterKind.Weight, ConvGroups: > 1 and var groups } use)
            return null;
        var weight = cut.Constant(node.Inputs[1])!;
        var (inputs, outputs) = node.OpType == "Conv"
            ? (Kept(cut, use, 1, groups, weight.Dims[1]), Kept(cut, use, 0, groups, weight.Dims[0] / groups))
            : (Kept(cut, use, 0, groups, weight.Dims[0] / groups), Kept(cut, use, 1, groups, weight.Dims[1]));
        var pieces = ConvPiece.Of(inputs, outputs);
        if (pieces is [{ Inputs: > 0, Outputs: > 0 }])
            return null;

        var nodes = new List<Node>();
        var feeds = Split(cut, node, pieces, nodes);
        var parts = new List<string>();
        foreach (var (piece, feed) in pieces.Zip(feeds).Where(part => part.First.Outputs > 0))
        {
            var part = Convolve(cut, node, piece, feed, inputs, outputs);
            parts.Add(part.Outputs[0]);
            nodes.Add(part);
        }

        nodes.Add(new Node(
            node.Outputs[0], "Concat", "", parts, node.Outputs, new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(1) }));
        return nodes;
    }

    /// <summary>Positions within each group that stay; all of <paramref name="width"/> where the axis is never cut.</summary>
    private static int[][] Kept(CutContext cut, ParameterUse use, int axis, int groups, long width)
    {
        int[] positions = [.. Enumerable.Range(0, (int)width)];
        return use.Axes.FirstOrDefault(a => a.Axis == axis) is { } channels
            ? [.. channels.Channels.Chunk((int)width).Select(group => positions.Where(i => cut.Keeps(group[i])).ToArray())]
            : [.. Enumerable.Repeat(positions, groups)];
    }

    /// <summary>The value each piece reads and its channels; a piece that is left without inputs reads those of another (and multiplies them by zero).</summary>
    private static IEnumerable<(string Value, int Channels)> Split(CutContext cut, Node node, IReadOnlyList<ConvPiece> pieces, List<Node> nodes)
    {
        var sources = pieces.Where(piece => piece.Inputs > 0).ToArray();
        var values = sources.ToDictionary(piece => piece, _ => sources.Length == 1 ? node.Inputs[0] : cut.Name($"{node.Outputs[0]}_in"));
        if (sources.Length > 1)
        {
            var sizes = sources.Select(piece => (long)piece.Inputs).ToArray();
            var split = new Node(
                $"{node.DisplayName}_split", "Split", "", [node.Inputs[0]], [.. sources.Select(piece => values[piece])],
                new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(1) });
            nodes.Add(cut.Opset < 13
                ? split.With("split", new AttributeValue.Ints(sizes))
                : split.WithInput(1, cut.Add($"{node.Outputs[0]}_split", ConstantTensor.Of(sizes, sizes.Length))));
        }

        return pieces.Select(piece => piece.Inputs > 0 ? piece : sources[0]).Select(source => (values[source], source.Inputs));
    }

    private static Node Convolve(
        CutContext cut, Node node, ConvPiece piece, (string Value, int Channels) feed, int[][] inputs, int[][] outputs)
    {
        var weight = cut.Constant(node.Inputs[1])!;
        var isConv = node.OpType == "Conv";
        var kernel = piece.Inputs == 0
            ? ParameterCut.Zeros(weight, isConv ? piece.Outputs : feed.Channels, isConv ? feed.Channels : piece.Outputs)
            : ParameterCut.Blocks(weight, isConv ? outputs : inputs, isConv ? inputs : outputs, piece.Groups);
        List<string> operands = [feed.Value, cut.Add($"{node.Inputs[1]}_cut", kernel)];
        if (node.Input(2) is { } bias)
        {
            var tensor = cut.Constant(bias)!;
            var width = (int)tensor.Count / outputs.Length;
            operands.Add(cut.Add($"{bias}_cut", ParameterCut.Take(tensor, 0, [.. piece.Groups.SelectMany(g => outputs[g].Select(i => (g * width) + i))])));
        }

        var output = cut.Name($"{node.Outputs[0]}_part");
        return (node with { Name = output, Inputs = operands, Outputs = [output] })
            .With("group", new AttributeValue.Int(piece.Inputs == 0 ? 1 : piece.Groups.Count));
    }
}
