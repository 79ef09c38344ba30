using System.Runtime.InteropServices;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Spatial;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.Pipeline.Planning;

/// <summary>
/// What every kernel position of a filter is worth (METHODS 1.4): the importance of a pair of channels, shared out among the positions of its
/// kernel by magnitude, <c>I_jiab = I_ji |w_jiab| / sum_ab |w_jiab|</c>, which for <c>l1</c> is the magnitude itself.
/// </summary>
internal sealed class KernelImportance
{
    private readonly Graph cut;

    /// <param name="model">The model as given.</param>
    /// <param name="coupling">Its channel groups.</param>
    /// <param name="channels">Those that stay.</param>
    /// <param name="importance">By weight name: <c>[outC, inC/groups]</c>.</param>
    public KernelImportance(Model model, CouplingMap coupling, ChannelSelection channels, IReadOnlyDictionary<string, float[]> importance)
    {
        // Weights that are importances are cut like weights: each stays with its channels.
        var graph = model.Graph;
        var shared = graph.Initializers.ToDictionary(
            pair => pair.Key, pair => importance.TryGetValue(pair.Key, out var pairs) && pair.Value is { Element: ElementType.Float32, Dims.Count: > 2 } weight
                && pairs.Length == weight.Dims[0] * weight.Dims[1] ? Share(weight, pairs) : pair.Value);
        cut = CutStage.Run(model with { Graph = graph with { Initializers = shared } }, coupling, channels).Graph;
    }

    /// <summary>Of the filters of a kernel of the cut model: each position's importance, summed over the live inputs.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="tied">Filters with the same index in each of this many groups are one, worth their sum.</param>
    public double[][] Of(PrunableKernel kernel, int tied)
    {
        var values = cut.Constant(kernel.Weight)!.AsSpan<float>();
        var filters = new double[kernel.Filters / tied][];
        for (var f = 0; f < filters.Length; f++)
            filters[f] = new double[kernel.Positions];
        for (var at = 0; at < values.Length; at++)
            filters[at / (kernel.Positions * kernel.Inputs) % filters.Length][at % kernel.Positions] += values[at];
        return filters;
    }

    private static ConstantTensor Share(ConstantTensor weight, float[] pairs)
    {
        var source = weight.AsSpan<float>();
        var shared = new float[source.Length];
        var positions = shared.Length / Math.Max(1, pairs.Length);
        for (var pair = 0; pair < pairs.Length; pair++)
        {
            var kernel = source.Slice(pair * positions, positions);
            var sum = 0.0;
            foreach (var w in kernel)
                sum += Math.Abs(w);
            for (var p = 0; p < positions; p++)
                shared[(pair * positions) + p] = (float)(pairs[pair] * (sum > 0 ? Math.Abs(kernel[p]) / sum : 1.0 / positions));
        }

        return weight with { Bytes = MemoryMarshal.AsBytes(shared.AsSpan()).ToArray() };
    }
}
