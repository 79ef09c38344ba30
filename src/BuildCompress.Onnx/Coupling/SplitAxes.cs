namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// A tensor whose channels are spread over several axes (after a Reshape that split them) can lose whole rows or whole columns only, unless it
/// stands inside a <see cref="ChannelShuffle"/>.
/// </summary>
internal static class SplitAxes
{
    /// <summary>Ties channels so that every selection cuts rectangles: the last axis' offsets across all rows, unless rows are whole already.</summary>
    public static void KeepRectangular(CouplingContext context, IReadOnlyList<ChannelShuffle> shuffles)
    {
        var free = shuffles.SelectMany(shuffle => shuffle.Nodes).Select(node => node.Outputs[0]).ToHashSet();
        foreach (var (value, layout) in context.Layouts)
        {
            if (layout.Axes.Length < 2 || free.Contains(value))
                continue;
            var width = layout.Dims[^1];
            var rows = layout.Slots.Length / width;
            if (layout.Axes.Length == 2 && RowsAreWhole(context, layout, width))
                continue;
            for (var row = 1; row < rows; row++)
                context.Tie(layout.Slots.AsSpan(0, width), layout.Slots.AsSpan(row * width, width));
        }
    }

    private static bool RowsAreWhole(CouplingContext context, SlotLayout layout, int width)
    {
        for (var i = 0; i < layout.Slots.Length; i++)
        {
            if (context.Classes.Find(layout.Slots[i]) != context.Classes.Find(layout.Slots[i - i % width]))
                return false;
        }

        return true;
    }
}
