using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Concat: of channels it lines them up; along another axis the inputs share theirs.</summary>
internal sealed class ConcatRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Concat"];

    public override bool CombinesInputs => true;

    public override void Couple(CouplingContext context, Node node)
    {
        var layouts = node.Inputs.Select(context.Layout).ToArray();
        if (layouts.FirstOrDefault(l => l is not null) is not { } first)
        {
            context.Pass(node);
            return;
        }

        var axis = (int)node.Int("axis", 1);
        axis = axis < 0 ? axis + (context.Rank(node.Inputs[0]) ?? 0) : axis;
        if (layouts.Sum(layout => (long)(layout?.Slots.Length ?? 0)) > CouplingContext.MaxChannels)
            context.Barrier(node);
        else if (first.Axes is [var channelAxis] && channelAxis == axis)
            LineUp(context, node, layouts, axis);
        else if (layouts.Any(l => l is null || !l.Axes.SequenceEqual(first.Axes)))
            context.Barrier(node, $"{node} lines up tensors whose channels stand on different axes");
        else if (first.Axes.Contains(axis))
            LineUpSpread(context, node, layouts!, axis);
        else
            Share(context, node, layouts, first);
    }

    /// <summary>Channels that are spread over several axes lengthen one of them.</summary>
    private static void LineUpSpread(CouplingContext context, Node node, SlotLayout[] layouts, int axis)
    {
        var (axes, k) = (layouts[0].Axes, Array.IndexOf(layouts[0].Axes, axis));
        var dims = layouts[0].Dims.ToArray();
        dims[k] = layouts.Sum(layout => layout.Dims[k]);
        if (layouts.Any(layout => layout.Dims.Where((dim, i) => i != k && dim != dims[i]).Any()))
        {
            context.Barrier(node);
            return;
        }

        var rows = dims.AsSpan(0, k).Product();
        var slots = new List<int>(dims.AsSpan().Product());
        for (var row = 0; row < rows; row++)
        {
            foreach (var layout in layouts)
            {
                var run = layout.Slots.Length / rows;
                slots.AddRange(layout.Slots.AsSpan(row * run, run));
            }
        }

        context.Set(node.Outputs[0], new SlotLayout(axes, dims, [.. slots]));
    }

    private static void LineUp(CouplingContext context, Node node, SlotLayout?[] layouts, int axis)
    {
        var slots = new List<int>();
        for (var i = 0; i < layouts.Length; i++)
        {
            if (layouts[i] is { } layout && layout.Axes is [var channelAxis] && channelAxis == axis)
            {
                slots.AddRange(layout.Slots);
                continue;
            }

            if (layouts[i] is not null || context.Dim(node.Inputs[i], axis) is not (>= 0 and <= CouplingContext.MaxChannels and var channels))
            {
                context.Barrier(node);
                return;
            }

            // Channels of something that is never cut: no weight makes these slots, so they are nobody's to drop.
            var whole = context.Classes.Create((int)channels);
            context.Fix(SlotLayout.On(axis, whole), $"{node} lines it up with {context.WhyRigid(node.Inputs[i])}");
            slots.AddRange(whole);
        }

        context.Set(node.Outputs[0], SlotLayout.On(axis, [.. slots]));
    }

    private static void Share(CouplingContext context, Node node, SlotLayout?[] layouts, SlotLayout first)
    {
        if (layouts.Any(layout => layout!.Slots.Length != first.Slots.Length))
        {
            context.Barrier(node);
            return;
        }

        foreach (var layout in layouts)
            context.Tie(first.Slots, layout!.Slots);
        context.Set(node.Outputs[0], first);
    }
}
