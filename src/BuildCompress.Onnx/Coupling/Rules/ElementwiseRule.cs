using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Operators of several tensors, element by element with broadcasting: channels that meet live and die together.</summary>
internal sealed class ElementwiseRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Add", "Div", "Max", "Mean", "Min", "Mod", "Mul", "Pow", "PRelu", "Sub", "Sum"];

    public override bool CombinesInputs => true;

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Untie(node))
            return;
        if (node.Inputs.Any(i => context.Rank(i) is null))
        {
            context.Barrier(node, $"{node} reads a tensor of unknown shape");
            return;
        }

        var rank = node.Inputs.Max(i => context.Rank(i)!.Value);
        SlotLayout? joined = null;
        foreach (var input in node.Inputs)
        {
            var shift = rank - context.Rank(input)!.Value;
            if (context.Layout(input)?.Move(axis => axis + shift) is not { } layout)
                continue;
            if (joined is null || joined.Slots.Length == 1)
            {
                FixBroadcast(context, node, joined, layout.Slots.Length);
                joined = layout;
            }
            else if (layout.Slots.Length == 1)
            {
                FixBroadcast(context, node, layout, joined.Slots.Length);
            }
            else if (joined.Axes.SequenceEqual(layout.Axes) && joined.Dims.SequenceEqual(layout.Dims))
            {
                context.Tie(joined.Slots, layout.Slots);
            }
            else
            {
                context.Barrier(node, $"{node} combines channels that stand on different axes");
                return;
            }
        }

        if (joined is null)
        {
            context.SetRigid(node.Outputs[0], context.WhyRigid(node.Inputs.First(i => !context.IsStatic(i))));
            return;
        }

        context.Set(node.Outputs[0], joined);
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (context.Layout(node.Inputs[i]) is null)
                CoupleOther(context, node, i, joined, rank);
        }
    }

    private static void FixBroadcast(CouplingContext context, Node node, SlotLayout? single, int channels)
    {
        if (single is not null && channels > 1)
            context.Fix(single, $"{node} spreads this only channel over {channels} others");
    }

    /// <summary>A constant follows the channels; anything else that has a value per channel pins them.</summary>
    private static void CoupleOther(CouplingContext context, Node node, int input, SlotLayout joined, int rank)
    {
        var name = node.Inputs[input];
        var shift = rank - context.Rank(name)!.Value;
        var wide = joined.Axes.Where(axis => axis >= shift && context.Dim(name, axis - shift) != 1).ToArray();
        if (wide.Length == 0)
            return;
        if (context.Constant(name) is not null && wide.Length == 1 && joined.Axes.Length == 1 && joined.Dims[0] == context.Dim(name, wide[0] - shift))
            context.Read(node, input, ParameterKind.Vector, 1, (wide[0] - shift, joined.Slots));
        else
            context.Fix(joined, $"{node} combines it with {context.WhyRigid(name)}");
    }
}
