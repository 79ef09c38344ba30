using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Pipeline.Plans;

/// <summary>What a plan leaves of a layer.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Kept">Output channels that stay; 0 for a layer that vanishes.</param>
/// <param name="Total">Output channels of the original.</param>
/// <param name="KeptInputs">Input channels that stay.</param>
/// <param name="TotalInputs">Input channels of the original.</param>
/// <param name="Macs">Multiply-accumulates between the channels that stay, with whole kernels.</param>
/// <param name="OriginalMacs">Multiply-accumulates of the original.</param>
public sealed record PlannedLayer(string Name, int Kept, int Total, int KeptInputs, int TotalInputs, long Macs, long OriginalMacs)
{
    /// <summary>What <paramref name="selection"/> leaves of a weight.</summary>
    internal static PlannedLayer Of(WeightCoupling weight, ChannelSelection selection)
    {
        var inputs = weight.Input.Count(selection.Keeps);
        var outputs = inputs == 0 ? 0 : weight.Output.Count(selection.Keeps);
        var perPair = weight.KernelElements * weight.OutputPositions;
        return new(
            weight.Node, outputs, weight.Output.Count, inputs, weight.Input.Count, perPair * Pairs(weight, selection.Keeps), perPair * Pairs(weight, _ => true));
    }

    /// <summary>Pairs of an output and an input that a kernel connects: within each group of the convolution.</summary>
    private static long Pairs(WeightCoupling weight, Func<ChannelRef, bool> keeps)
    {
        var (outputs, inputs) = (weight.Output.Count / weight.ConvGroups, weight.Input.Count / weight.ConvGroups);
        var pairs = 0L;
        for (var group = 0; group < weight.ConvGroups; group++)
            pairs += (long)Count(weight.Output, group * outputs, outputs) * Count(weight.Input, group * inputs, inputs);
        return pairs;

        int Count(IReadOnlyList<ChannelRef> axis, int start, int length)
        {
            var count = 0;
            for (var i = start; i < start + length; i++)
                count += keeps(axis[i]) ? 1 : 0;
            return count;
        }
    }
}
