using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>Which kernel positions each filter keeps.</summary>
/// <param name="Kept">
/// By output value of a Conv, one entry per filter <c>[outC]</c>: its positions as bits, row-major over the kernel's axes, at least one, at most 64.
/// A Conv that is missing keeps all.
/// </param>
public sealed record KernelSelection(IReadOnlyDictionary<string, ulong[]> Kept)
{
    /// <summary>All positions of a kernel of <paramref name="positions"/>.</summary>
    public static ulong Whole(int positions) => positions == 64 ? ulong.MaxValue : (1UL << positions) - 1;

    /// <summary>The filters of <paramref name="conv"/>; null when it keeps all.</summary>
    /// <exception cref="ArgumentException">They are not those of its weight <c>[outC, inC/groups, kernel…]</c>.</exception>
    internal ulong[]? Of(Node conv, ConstantTensor? weight)
    {
        if (!Kept.TryGetValue(conv.Outputs[0], out var filters))
            return null;
        if (conv.OpType != "Conv" || weight is not { Dims.Count: > 2, Count: > 0 } || filters.Length != weight.Dims[0])
            throw new ArgumentException($"{conv} has not {filters.Length} filters of constant weights.");
        var positions = weight.Count / (weight.Dims[0] * weight.Dims[1]);
        if (positions > 64 || filters.Any(kept => kept == 0 || (kept & ~Whole((int)positions)) != 0))
            throw new ArgumentException($"A filter of {conv} keeps none of its {positions} kernel positions, or one that it does not have.");
        return filters;
    }
}
