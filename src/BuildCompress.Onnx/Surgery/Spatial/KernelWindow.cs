namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>A box of kernel positions: from <paramref name="Begin"/> up to but without <paramref name="End"/> along each axis.</summary>
internal sealed record KernelWindow(IReadOnlyList<int> Begin, IReadOnlyList<int> End)
{
    /// <summary>Positions along each axis.</summary>
    public IReadOnlyList<long> Sizes => [.. Begin.Zip(End, (begin, end) => (long)end - begin)];

    /// <summary>The box that <paramref name="kept"/> fills; null when the positions are no box.</summary>
    /// <param name="kept">Bits, row-major.</param>
    /// <param name="kernel">Size of the kernel by axis.</param>
    public static KernelWindow? Of(ulong kept, IReadOnlyList<int> kernel)
    {
        var (begin, end) = (kernel.ToArray(), new int[kernel.Count]);
        for (var position = 0; position < 64; position++)
        {
            if ((kept >> position & 1) == 0)
                continue;
            for (int axis = kernel.Count - 1, rest = position; axis >= 0; rest /= kernel[axis--])
            {
                begin[axis] = Math.Min(begin[axis], rest % kernel[axis]);
                end[axis] = Math.Max(end[axis], rest % kernel[axis] + 1);
            }
        }

        var window = new KernelWindow(begin, end);
        return window.Bits(kernel) == kept ? window : null;
    }

    /// <summary>Every box of a kernel, by its corners.</summary>
    public static IEnumerable<KernelWindow> All(IReadOnlyList<int> kernel) => kernel.Aggregate(
        (IEnumerable<KernelWindow>)[new KernelWindow([], [])],
        (boxes, size) => boxes.SelectMany(box => Enumerable.Range(0, size).SelectMany(begin => Enumerable.Range(begin + 1, size - begin).Select(
            end => new KernelWindow([.. box.Begin, begin], [.. box.End, end])))));

    /// <summary>Its positions as bits, row-major.</summary>
    public ulong Bits(IReadOnlyList<int> kernel)
    {
        var bits = 0UL;
        foreach (var position in Positions(kernel))
            bits |= 1UL << position;
        return bits;
    }

    /// <summary>Its positions, ascending.</summary>
    public IEnumerable<int> Positions(IReadOnlyList<int> kernel) => Enumerable.Range(0, kernel.Count).Aggregate(
        (IEnumerable<int>)[0],
        (positions, axis) => positions.SelectMany(p => Enumerable.Range(Begin[axis], End[axis] - Begin[axis]).Select(i => p * kernel[axis] + i)));
}
