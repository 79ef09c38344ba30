namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>How a linear map reads one axis of its input: output p sees positions <c>p Stride - Before + k Dilation</c>, k = 0..Size-1; outside there are zeros.</summary>
/// <param name="Size">Number of taps.</param>
/// <param name="Stride">Step of the window per output.</param>
/// <param name="Dilation">Distance of taps.</param>
/// <param name="Before">Zeros before the input.</param>
/// <param name="After">Zeros behind it.</param>
public readonly record struct KernelAxis(long Size, long Stride, long Dilation, long Before, long After)
{
    /// <summary>One tap on the position itself.</summary>
    public static KernelAxis Point { get; } = new(1, 1, 1, 0, 0);

    /// <summary>Distance from the first tap to the last.</summary>
    public long Extent => (Size - 1) * Dilation;

    /// <summary>Number of outputs along an axis of <paramref name="size"/> positions.</summary>
    public long Outputs(long size) => ((size + Before + After - Extent - 1) / Stride) + 1;

    /// <summary>How <paramref name="second"/> sees the input of <paramref name="first"/>.</summary>
    public static KernelAxis Sequence(KernelAxis first, KernelAxis second)
    {
        var dilation = Divisor(first.Size > 1 ? first.Dilation : 0, second.Size > 1 ? first.Stride * second.Dilation : 0);
        return new(
            ((first.Extent + (first.Stride * second.Extent)) / dilation) + 1, first.Stride * second.Stride, dilation,
            first.Before + (first.Stride * second.Before), first.After + (first.Stride * second.After));
    }

    /// <summary>The smallest window that holds those of all <paramref name="branches"/>; null when their steps differ.</summary>
    public static KernelAxis? Sum(IReadOnlyList<KernelAxis> branches)
    {
        var first = branches[0];
        var before = branches.Max(b => b.Before);
        var extent = before + branches.Max(b => b.Extent - b.Before);
        var dilation = 0L;
        foreach (var branch in branches)
        {
            if (branch.Stride != first.Stride)
                return null;
            dilation = Divisor(Divisor(dilation, branch.Size > 1 ? branch.Dilation : 0, 0), before - branch.Before, 0);
        }

        dilation = Math.Max(1, dilation);
        var after = first.Before + first.After - first.Extent + extent - before;
        return after < 0 ? null : new((extent / dilation) + 1, first.Stride, dilation, before, after);
    }

    /// <summary>
    /// Whether what <paramref name="second"/> reads outside of the output of <paramref name="first"/>, which are zeros, is what the first would compute
    /// there from zeros around the input (a bias apart).
    /// </summary>
    public static bool PadsAlike(KernelAxis first, KernelAxis second) =>
        (second.Before == 0 || first.Before > first.Extent - first.Stride) && (second.After == 0 || first.After >= first.Extent);

    private static long Divisor(long a, long b, long none = 1)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a == 0 ? none : a;
    }
}
