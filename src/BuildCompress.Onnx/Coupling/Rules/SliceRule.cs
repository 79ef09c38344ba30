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

        var axis = layout.Axes[0];
        var sliced = node.Ints("starts") is { } fixedStarts ? node.Ints("axes") ?? Count(fixedStarts.Count)
            : node.Input(3) is null ? Count((int)(context.Dim(node.Inputs[1], 0) ?? 0)) : context.Integers(node, "axes", 3);
        var rank = context.Rank(node.Inputs[0]) ?? 0;
        if (sliced is not null && !sliced.Any(a => layout.Axes.Contains((int)(a < 0 ? a + rank : a))))
            context.Pass(node);
        else if (layout.Axes.Length == 1 && sliced is not null
            && Range(context, node, sliced.ToList().FindIndex(a => (a < 0 ? a + rank : a) == axis), layout.Dims[0]) is { } range)
            context.Set(node.Outputs[0], SlotLayout.On(axis, layout.Slots[range]));
        else
            context.Barrier(node);
    }

    public override Node Cut(CutContext cut, Node node)
    {
        var input = cut.Layout(node.Inputs[0]);
        var output = cut.Layout(node.Outputs[0]);
        if (input is null || output is null || input.Channels.Count == output.Channels.Count || !cut.IsCut(node.Inputs[0]))
            return node;
        var starts = (node.Ints("starts") ?? cut.Integers(node, 1))!.ToArray();
        var ends = (node.Ints("ends") ?? cut.Integers(node, 2))!.ToArray();
        var axes = node.Ints("axes") ?? cut.Integers(node, 3) ?? Count(starts.Length);
        var rank = cut.Rank(node.Inputs[0]);
        var k = axes.ToList().FindIndex(a => (a < 0 ? a + rank : a) == input.Axes[0]);
        var start = (int)(starts[k] < 0 ? starts[k] + input.Channels.Count : starts[k]);
        starts[k] = input.Channels.Take(start).Count(cut.Keeps);
        ends[k] = starts[k] + output.Channels.Count(cut.Keeps);
        return node.Ints("starts") is not null
            ? node.With("starts", new AttributeValue.Ints(starts)).With("ends", new AttributeValue.Ints(ends))
            : node.WithInput(1, cut.Add($"{node.Outputs[0]}_starts", ConstantTensor.Of(starts, starts.Length)))
                .WithInput(2, cut.Add($"{node.Outputs[0]}_ends", ConstantTensor.Of(ends, ends.Length)));
    }

    /// <summary>The channels kept by entry <paramref name="k"/>; null when not known or not a forward range of step 1.</summary>
    private static Range? Range(CouplingContext context, Node node, int k, int channels)
    {
        if (context.Integers(node, "starts", 1) is not { } starts || context.Integers(node, "ends", 2) is not { } ends
            || (node.Input(4) is not null && context.Integers(node, "steps", 4)?[k] != 1))
            return null;
        var start = Clamp(starts[k], channels);
        var end = Clamp(ends[k], channels);
        return start < end ? start..end : null;
    }

    private static int Clamp(long index, int channels) => (int)Math.Clamp(index < 0 ? index + channels : index, 0, channels);

    private static long[] Count(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];
}
