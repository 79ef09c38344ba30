using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Slices and zeroes constants along their channel axes.</summary>
internal static class ParameterCut
{
    /// <summary>The constant without the channels that <paramref name="selection"/> drops.</summary>
    public static ConstantTensor Slice(ConstantTensor tensor, ParameterUse use, ChannelSelection selection)
    {
        var first = use.Axes[0];
        if (use.Axes.Count == 1)
            return first.Channels.Count == tensor.Dims[first.Axis]
                ? Take(tensor, first.Axis, selection.Positions(first.Channels))
                : Blocks(tensor, [.. WholeRows(tensor, use)], KeptByGroup(first, use.ConvGroups, selection), [.. Enumerable.Range(0, use.ConvGroups)]);
        var (rows, columns) = (KeptByGroup(first, use.ConvGroups, selection), ColumnsByGroup(use, selection));
        return Blocks(tensor, rows, columns, [.. Enumerable.Range(0, use.ConvGroups).Where(group => columns[group].Length > 0)]);
    }

    /// <summary>The constant with only the entries <paramref name="kept"/> of an axis.</summary>
    public static ConstantTensor Take(ConstantTensor tensor, int axis, int[] kept)
    {
        var dims = tensor.Dims.ToArray();
        var bytes = SliceAxis(tensor.Bytes.Span, dims, axis, kept, tensor.Element.Bits() / 8);
        dims[axis] = kept.Length;
        return tensor with { Dims = dims, Bytes = bytes };
    }

    /// <summary>Of each of some <paramref name="groups"/>, one below the other, the rows and columns that stay; all groups keep equally many columns.</summary>
    public static ConstantTensor Blocks(ConstantTensor tensor, int[][] rows, int[][] columns, IReadOnlyList<int> groups)
    {
        var dims = tensor.Dims.ToArray();
        var element = tensor.Element.Bits() / 8 * (int)(tensor.Count / (dims[0] * dims[1]));
        var height = dims[0] / rows.Length;
        var (outer, inner) = (groups.Sum(group => rows[group].Length), columns[groups[0]].Length);
        var bytes = new byte[(long)outer * inner * element];
        var at = 0;
        foreach (var group in groups)
        {
            foreach (var row in rows[group])
            {
                foreach (var column in columns[group])
                {
                    tensor.Bytes.Span.Slice((int)(((((group * height) + row) * dims[1]) + column) * element), element).CopyTo(bytes.AsSpan(at));
                    at += element;
                }
            }
        }

        (dims[0], dims[1]) = (outer, inner);
        return tensor with { Dims = dims, Bytes = bytes };
    }

    /// <summary>Zeros shaped like the constant but for the sizes of its first two axes.</summary>
    public static ConstantTensor Zeros(ConstantTensor tensor, int rows, int columns)
    {
        long[] dims = [rows, columns, .. tensor.Dims.Skip(2)];
        return tensor with { Dims = dims, Bytes = new byte[tensor.Element.SizeOf(dims.Aggregate(1L, (a, b) => a * b))] };
    }

    /// <summary>The constant with zeros where a dropped channel is involved.</summary>
    public static ConstantTensor Zero(ConstantTensor tensor, ParameterUse use, ChannelSelection selection)
    {
        var bytes = tensor.Bytes.ToArray();
        foreach (var axis in use.Axes)
        {
            var size = (int)tensor.Dims[axis.Axis];
            var inner = tensor.Element.Bits() / 8 * (int)tensor.Dims.Skip(axis.Axis + 1).Aggregate(1L, (a, b) => a * b);
            var height = (int)tensor.Dims[0] / use.ConvGroups;
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
    public static int[][] ColumnsByGroup(ParameterUse use, ChannelSelection selection) => KeptByGroup(use.Axes[1], use.ConvGroups, selection);

    private static int[][] KeptByGroup(ParameterAxis axis, int groups, ChannelSelection selection) =>
        [.. axis.Channels.Chunk(axis.Channels.Count / groups).Select(selection.Positions)];

    private static IEnumerable<int[]> WholeRows(ConstantTensor tensor, ParameterUse use) =>
        Enumerable.Repeat(Enumerable.Range(0, (int)tensor.Dims[0] / use.ConvGroups).ToArray(), use.ConvGroups);

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
