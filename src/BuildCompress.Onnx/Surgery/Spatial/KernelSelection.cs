namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>Which kernel positions each filter keeps.</summary>
/// <param name="Kept">
/// By output value of a Conv, one entry per filter <c>[outC]</c>: its positions as bits, row-major over the kernel's axes, at least one, at most 64.
/// A Conv that is missing keeps all.
/// </param>
public sealed record KernelSelection(IReadOnlyDictionary<string, ulong[]> Kept)
{
    /// <summary>Every kernel stays whole.</summary>
    public static KernelSelection All { get; } = new(new Dictionary<string, ulong[]>());

    /// <summary>All positions of a kernel of <paramref name="positions"/>.</summary>
    public static ulong Whole(int positions) => positions == 64 ? ulong.MaxValue : (1UL << positions) - 1;
}
