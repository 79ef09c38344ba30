namespace BuildCompress.Onnx.Coupling;

/// <summary>Carries channel slots through Reshape and Transpose, whatever axes are split, merged or moved.</summary>
internal static class SlotReshape
{
    // A layer that reads more values at once is no real one; a damaged file may have it.
    private const long MaxElements = 1 << 22;

    /// <summary>
    /// The layout after a reshape from <paramref name="from"/> to <paramref name="to"/> (same number of elements, row-major), or null when the
    /// channels cannot be followed. Only the smallest run of axes around the channel axes is expanded.
    /// </summary>
    public static SlotLayout? Apply(SlotLayout layout, IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        for (var k = 0; k < layout.Axes.Length; k++)
        {
            if (layout.Axes[k] >= from.Count || from[layout.Axes[k]] != layout.Dims[k])
                return null;
        }

        int i = 0, j = 0;
        while (i < from.Count && j < to.Count)
        {
            int i0 = i, j0 = j;
            long a = from[i++], b = to[j++];
            while (a != b || (layout.Axes[0] < i && layout.Axes[^1] >= i))
            {
                if (a <= b && i < from.Count)
                    a *= from[i++];
                else if (j < to.Count)
                    b *= to[j++];
                else
                    return null;
            }

            if (i == from.Count || j == to.Count)
            {
                while (i < from.Count && from[i] == 1)
                    i++;
                while (j < to.Count && to[j] == 1)
                    j++;
            }

            if (layout.Axes[0] >= i0 && layout.Axes[^1] < i)
                return Elements(from, i0, i) <= MaxElements && Elements(from, i0, i) == Elements(to, j0, j) ? Expand(layout, from, i0, i, to, j0, j) : null;
        }

        return null;
    }

    /// <summary>The layout after axis k of the result is axis <c>permutation[k]</c> of the source.</summary>
    public static SlotLayout Transpose(SlotLayout layout, IReadOnlyList<int> permutation)
    {
        var order = Enumerable.Range(0, permutation.Count).Where(k => layout.Axes.Contains(permutation[k])).ToArray();
        var sources = order.Select(k => Array.IndexOf(layout.Axes, permutation[k])).ToArray();
        var dims = sources.Select(s => layout.Dims[s]).ToArray();
        var slots = new int[layout.Slots.Length];
        for (var target = 0; target < slots.Length; target++)
        {
            var rest = target;
            var source = 0;
            for (var k = dims.Length - 1; k >= 0; k--)
            {
                source += rest % dims[k] * layout.Dims.AsSpan(sources[k] + 1).Product();
                rest /= dims[k];
            }

            slots[target] = layout.Slots[source];
        }

        return new(order, dims, slots);
    }

    private static Int128 Elements(IReadOnlyList<int> dims, int start, int end)
    {
        Int128 product = 1;
        for (var axis = start; axis < end; axis++)
            product *= dims[axis];
        return product;
    }

    private static SlotLayout Expand(
        SlotLayout layout, IReadOnlyList<int> from, int i0, int i1, IReadOnlyList<int> to, int j0, int j1)
    {
        var dims = from.Skip(i0).Take(i1 - i0).ToArray();
        var elements = new int[dims.AsSpan().Product()];
        for (var e = 0; e < elements.Length; e++)
        {
            int rest = e, slot = 0, scale = 1;
            for (var axis = i1 - 1; axis >= i0; axis--)
            {
                var at = Array.IndexOf(layout.Axes, axis);
                if (at >= 0)
                {
                    slot += rest % from[axis] * scale;
                    scale *= layout.Dims[at];
                }

                rest /= from[axis];
            }

            elements[e] = layout.Slots[slot];
        }

        return new SlotLayout(
            [.. Enumerable.Range(j0, j1 - j0)], [.. to.Skip(j0).Take(j1 - j0)], elements).Simplify();
    }
}
