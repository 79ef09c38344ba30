using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Gather of channels by a constant list: a permutation or choice of them; the list follows a cut.</summary>
internal sealed class GatherRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Gather"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        var axis = Axis(node, context.Rank(node.Inputs[0]) ?? 0);
        if (layout.Axes is [var channels] && channels == axis && context.Rank(node.Inputs[1]) == 1
            && context.Integers(node, "indices", 1) is { Count: > 0 } indices && indices.All(i => i >= -layout.Slots.Length && i < layout.Slots.Length))
            context.Set(node.Outputs[0], SlotLayout.On(axis, [.. indices.Select(i => layout.Slots[i < 0 ? i + layout.Slots.Length : i])]));
        else if (!layout.Axes.Contains(axis) && context.Rank(node.Inputs[1]) is { } rank)
            context.Set(node.Outputs[0], layout.Move(a => a < axis ? a : a + rank - 1));
        else
            context.Barrier(node, $"{node} picks channels by indices that are computed in the graph or out of range");
    }

    public override Node Cut(CutContext cut, Node node)
    {
        if (cut.Layout(node.Inputs[0]) is not { } input || input.Axes[0] != Axis(node, input.Rank))
            return node;
        var position = new long[input.Channels.Count];
        for (int i = 0, next = 0; i < position.Length; i++)
            position[i] = cut.Keeps(input.Channels[i]) ? next++ : -1;
        var indices = cut.Integers(node, "indices", 1)!
            .Select(i => position[i < 0 ? i + position.Length : i]).Where(i => i >= 0).ToArray();
        return node.WithInput(1, cut.Add($"{node.Outputs[0]}_indices", ConstantTensor.Of(indices, indices.Length)));
    }

    private static int Axis(Node node, int rank)
    {
        var axis = (int)node.Int("axis", 0);
        return axis < 0 ? axis + rank : axis;
    }
}
