using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Streams;

/// <summary>Nodes that move the channels (axis 1) of a tensor, in the form of the model's operator set.</summary>
internal static class ChannelNodes
{
    private static readonly Dictionary<string, AttributeValue> None = [];

    /// <summary>Channels <paramref name="start"/> and the <paramref name="count"/> - 1 behind it.</summary>
    public static Node Slice(CutContext cut, string value, string name, int start, int count)
    {
        var node = new Node(name, "Slice", "", [value], [name], None);
        long[] starts = [start], ends = [start + count], axes = [1];
        return cut.Opset < 10
            ? node.With("starts", new AttributeValue.Ints(starts)).With("ends", new AttributeValue.Ints(ends)).With("axes", new AttributeValue.Ints(axes))
            : node with { Inputs = [value, Numbers(cut, name, "starts", starts), Numbers(cut, name, "ends", ends), Numbers(cut, name, "axes", axes)] };
    }

    /// <summary>Zero channels before and after; the tensor has <paramref name="rank"/> axes.</summary>
    public static Node Pad(CutContext cut, string value, string name, int rank, int before, int after)
    {
        var node = new Node(name, "Pad", "", [value], [name], None);
        var pads = new long[2 * rank];
        (pads[1], pads[1 + rank]) = (before, after);
        return cut.Opset < 11
            ? node.With("pads", new AttributeValue.Ints(pads))
            : node with { Inputs = [value, Numbers(cut, name, "pads", pads)] };
    }

    /// <summary>The channels <paramref name="indices"/> in their order.</summary>
    public static Node Gather(CutContext cut, string value, string name, int[] indices) => new Node(
        name, "Gather", "", [value, Numbers(cut, name, "indices", Array.ConvertAll(indices, i => (long)i))], [name],
        new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(1) });

    private static string Numbers(CutContext cut, string name, string what, long[] values) =>
        cut.Add($"{name}_{what}", ConstantTensor.Of(values, values.Length));
}
