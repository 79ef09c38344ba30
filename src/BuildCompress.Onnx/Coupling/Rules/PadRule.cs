using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Pad: around positions nothing happens to channels; constant channels put before or after are channels that no weight makes.</summary>
internal sealed class PadRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Pad"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        var (before, after) = Amounts(context, node, layout.Axes[0]);
        if (layout.Axes.Length == 1 && before == 0 && after == 0)
            context.Pass(node);
        else if (layout.Axes.Length == 1 && before >= 0 && after >= 0
            && (Int128)before + after <= CouplingContext.MaxChannels && node.Text("mode", "constant") == "constant")
            context.Set(node.Outputs[0], SlotLayout.On(
                layout.Axes[0], [.. context.Classes.Create((int)before), .. layout.Slots, .. context.Classes.Create((int)after)]));
        else
            context.Barrier(node, $"{node} pads channels by amounts that are not known, or with copies of others");
    }

    public override Node Cut(CutContext cut, Node node)
    {
        var input = cut.Layout(node.Inputs[0]);
        var output = cut.Layout(node.Outputs[0]);
        if (input is null || output is null || input.Channels.Count == output.Channels.Count || !cut.IsCut(node.Outputs[0]))
            return node;
        var axis = input.Axes[0];
        var pads = cut.Integers(node, "pads", 1)!.ToArray();
        var position = Position(cut.Integers(node, "axes", 3), axis, input.Rank);
        var before = (int)pads[position];
        pads[position] = output.Channels.Take(before).Count(cut.Keeps);
        pads[position + pads.Length / 2] = output.Channels.Skip(before + input.Channels.Count).Count(cut.Keeps);
        return node.Ints("pads") is not null
            ? node.With("pads", new AttributeValue.Ints(pads))
            : node.WithInput(1, cut.Add($"{node.Outputs[0]}_pads", ConstantTensor.Of(pads, pads.Length)));
    }

    /// <summary>How many channels come before and after; -1 when unknown.</summary>
    private static (long Before, long After) Amounts(CouplingContext context, Node node, int axis)
    {
        if (context.Integers(node, "pads", 1) is { } pads && (node.Input(3) is null || context.Integers(node, "axes", 3) is not null))
        {
            var position = Position(context.Integers(node, "axes", 3), axis, context.Rank(node.Inputs[0]) ?? 0);
            return position < 0 ? (0, 0) : position < pads.Count / 2 ? (pads[position], pads[position + pads.Count / 2]) : (-1, -1);
        }

        var same = context.Dim(node.Inputs[0], axis) is { } dim && context.Dim(node.Outputs[0], axis) == dim;
        return same ? (0, 0) : (-1, -1);
    }

    private static int Position(IReadOnlyList<long>? axes, int axis, int rank) =>
        axes is null ? axis : axes.ToList().FindIndex(a => (a < 0 ? a + rank : a) == axis);
}
