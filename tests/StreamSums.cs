using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Tests;

/// <summary>Makes selections obey the rules of residual streams.</summary>
internal static class StreamSums
{
    /// <summary>
    /// Changes the sums so that they keep all that their branches bring and, of what they kept, the part that the shortcut brings; something at least.
    /// </summary>
    public static ChannelSelection Fit(CouplingMap coupling, ChannelSelection selection)
    {
        foreach (var addition in coupling.Streams.SelectMany(stream => stream.Additions))
        {
            var (sum, branch) = (selection.Kept[addition.Sum], selection.Kept[addition.Branch]);
            var source = addition.Source is { } group ? selection.Kept[group] : sum;
            for (var j = 0; j < sum.Length; j++)
                sum[j] = branch[j] || (sum[j] && j >= addition.Offset && j - addition.Offset < source.Length && source[j - addition.Offset]);
            if (!sum.Contains(true))
                sum[addition.Offset + Array.IndexOf(source, true)] = true;
        }

        return selection;
    }
}
