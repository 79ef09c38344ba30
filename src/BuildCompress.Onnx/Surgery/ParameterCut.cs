using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Slices and zeroes constants along their channel axes.</summary>
internal static class ParameterCut
{
    /// <summary>The constant without the channels that <paramref name="selection"/> drops.</summary>
    public static ConstantTensor Slice(ConstantTensor tensor, ParameterUse use, ChannelSelection selection)
    {
        var dims = tensor.Dims.ToArray();
        var first = use.Axes[0];
        var rows = Kept(first.Channels, selection);
        if (use.Axes.Count == 1)
        {
            var sliced = SliceAxis(tensor.Bytes.Span, dims, first.Axis, rows, tensor.Element.Bits() / 8);
            dims[first.Axis] = rows.Length;
            return tensor with { Dims = dims, Bytes = sliced };
        }

        var columns = ColumnsByGroup(use, selection);
        var element = tensor.Element.Bits() / 8 * (int)(tensor.Count / (dims[0] * dims[1]));
        var height = (int)dims[0] / use.ConvGroups;
        var width = columns.First(c => c.Length > 0).Length;
        var bytes = new byte[(long)rows.Length * width * element];
        var at = 0;
        foreach (var row in rows)
        {
            foreach (var column in columns[row / height])
            {
                tensor.Bytes.Span.Slice((int)((row * dims[1] + column) * element), element).CopyTo(bytes.AsSpan(at));
                at += element;
            }
        }

        dims[0] = rows.Length;
        dims[1] = width;
        return tensor with { Dims = dims, Bytes = bytes };
    }

    /// <summary>The constant with zeros where a dropped channel is involved.</summary>
    public static ConstantTensor Zero(ConstantTensor tensor, ParameterUse use, ChannelSelection selection)
    {
        var bytes = tensor.Bytes.ToArray();
        foreach (var axis in use.Axes)
        {
            var size = (int)tensor.Dims[axis.Axis];
            var inner = tensor.Element.Bits() / 8 * (int)tensor.Dims.Skip(axis.Axis + 1).Aggregate(1L, (a, b) => a * b);
            var height = use.Axes.Count > 1 ? (int)tensor.Dims[0] / use.ConvGroups : int.MaxValue;
            for (var at = 0; at < bytes.Length / inner; at++)
            {
                var channel = axis.Axis == 1 && axis.Channels.Count > size ? at % size + at / size / height * size : at % size;
                if (!selection.Keeps(axis.Channels[channel]))
                    bytes.AsSpan(at * inner, inner).Clear();
            }
        }

        return tensor with { Bytes = bytes };
    }

    /// <summary>Kept input columns of each convolution group, counted within the group; empty for a group that vanishes.</summary>
    public static int[][] ColumnsByGroup(ParameterUse use, ChannelSelection selection)
    {
        var channels = use.Axes[1].Channels;
        var width = channels.Count / use.ConvGroups;
        return [.. Enumerable.Range(0, use.ConvGroups).Select(g => Kept([.. channels.Skip(g * width).Take(width)], selection))];
    }

    private static int[] Kept(IReadOnlyList<ChannelRef> channels, ChannelSelection selection) =>
        [.. Enumerable.Range(0, channels.Count).Where(i => selection.Keeps(channels[i]))];

    private static byte[] SliceAxis(ReadOnlySpan<byte> source, long[] dims, int axis, int[] kept, int element)
    {
        var inner = element * (int)dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var outer = (int)dims.Take(axis).Aggregate(1L, (a, b) => a * b);
        var size = (int)dims[axis];
        var result = new byte[(long)outer * kept.Length * inner];
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in kept)
            {
                source.Slice((o * size + index) * inner, inner).CopyTo(result.AsSpan(at));
                at += inner;
            }
        }

        return result;
    }
}
