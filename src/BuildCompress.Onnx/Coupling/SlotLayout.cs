namespace BuildCompress.Onnx.Coupling;

/// <summary>A <see cref="ChannelLayout"/> while classes are still growing: slots of <see cref="ChannelClasses"/>, row-major over the axes.</summary>
internal sealed record SlotLayout(int[] Axes, int[] Dims, int[] Slots)
{
    /// <summary>Slots along the one channel axis <paramref name="axis"/>.</summary>
    public static SlotLayout On(int axis, int[] slots) => new([axis], [slots.Length], slots);

    /// <summary>The same slots with the axes renumbered, order kept.</summary>
    public SlotLayout Move(Func<int, int> axis) => this with { Axes = [.. Axes.Select(axis)] };

    /// <summary>Drops axes along which the slots do not change: they no longer count channels. At least one axis stays.</summary>
    public SlotLayout Simplify()
    {
        var layout = this;
        for (var k = Axes.Length - 1; k >= 0 && layout.Axes.Length > 1; k--)
        {
            if (layout.IsConstantAlong(k))
                layout = layout.First(k);
        }

        return layout;
    }

    private bool IsConstantAlong(int k)
    {
        var stride = Dims.AsSpan(k + 1).Product();
        for (var i = 0; i < Slots.Length; i++)
        {
            if (i / stride % Dims[k] != 0 && Slots[i] != Slots[i - stride])
                return false;
        }

        return true;
    }

    private SlotLayout First(int k)
    {
        var stride = Dims.AsSpan(k + 1).Product();
        var slots = new List<int>(Slots.Length / Dims[k]);
        for (var i = 0; i < Slots.Length; i++)
        {
            if (i / stride % Dims[k] == 0)
                slots.Add(Slots[i]);
        }

        return new([.. Axes.Where((_, j) => j != k)], [.. Dims.Where((_, j) => j != k)], [.. slots]);
    }
}
