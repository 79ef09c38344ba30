using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Slice: of positions it leaves channels alone; of channels it keeps a range of them.</summary>
internal sealed class SliceRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Slice"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        var axes = Axes(context, node);
        if (axes is not null && !axes.Any(layout.Axes.Contains))
            context.Pass(node);
        else if (axes is not null && layout.Axes.Length == 1
            && Range(context, node, axes.IndexOf(layout.Axes[0]), layout.Dims[0]) is { } range)
            context.Set(node.Outputs[0], SlotLayout.On(layout.Axes[0], layout.Slots[range]));
        else
            context.Barrier(node, $"{node} picks channels by bounds that are not known, or by steps");
    }

    public override Node Cut(CutContext cut, Node node)
    {
        var input = cut.Layout(node.Inputs[0]);
        var output = cut.Layout(node.Outputs[0]);
        if (input is null || output is null || input.Channels.Count == output.Channels.Count)
            return node;
        var starts = cut.Integers(node, "starts", 1)!.ToArray();
        var ends = cut.Integers(node, "ends", 2)!.ToArray();
        var axes = cut.Integers(node, "axes", 3);
        var k = axes is null ? input.Axes[0] : axes.ToList().FindIndex(a => (a < 0 ? a + input.Rank : a) == input.Axes[0]);
        var start = Clamp(starts[k], input.Channels.Count);
        starts[k] = input.Channels.Take(start).Count(cut.Keeps);
        ends[k] = starts[k] + output.Channels.Count(cut.Keeps);
        return node.Ints("starts") is not null
            ? node.With("starts", new AttributeValue.Ints(starts)).With("ends", new AttributeValue.Ints(ends))
            : node.WithInput(1, cut.Add($"{node.Outputs[0]}_starts", Bounds(starts))).WithInput(2, cut.Add($"{node.Outputs[0]}_ends", Bounds(ends)));

        // Of the same type as axes and steps.
        ConstantTensor Bounds(long[] bounds) => cut.Constant(node.Inputs[1])!.Element == ElementType.Int32
            ? ConstantTensor.Of(Array.ConvertAll(bounds, bound => (int)bound), bounds.Length)
            : ConstantTensor.Of(bounds, bounds.Length);
    }

    /// <summary>The sliced axes in the order of the bounds; null when unknown.</summary>
    private static List<int>? Axes(CouplingContext context, Node node)
    {
        if (context.Integers(node, "axes", 3) is { } axes)
        {
            var rank = context.Rank(node.Inputs[0]) ?? 0;
            return [.. axes.Select(a => (int)(a < 0 ? a + rank : a))];
        }

        var count = node.Ints("starts")?.Count ?? (int?)(node.Input(3) is null ? context.Dim(node.Inputs[1], 0) : null);
        return count is null ? null : [.. Enumerable.Range(0, count.Value)];
    }

    /// <summary>The channels kept by entry <paramref name="k"/>; null when not known or not a forward range of step 1.</summary>
    private static Range? Range(CouplingContext context, Node node, int k, int channels)
    {
        if (context.Integers(node, "starts", 1) is not { } starts || context.Integers(node, "ends", 2) is not { } ends || k >= starts.Count || k >= ends.Count
            || (node.Input(4) is not null && context.Integers(node, "steps", 4)?.ElementAtOrDefault(k) != 1))
            return null;
        var start = Clamp(starts[k], channels);
        var end = Clamp(ends[k], channels);
        return start < end ? start..end : null;
    }

    private static int Clamp(long index, int channels) => (int)Math.Clamp(index < 0 ? index + channels : index, 0, channels);
}
