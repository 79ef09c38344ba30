using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Squeeze and Unsqueeze: axes of size 1 come and go.</summary>
internal sealed class SqueezeRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Squeeze", "Unsqueeze"];

    public override void Couple(CouplingContext context, Node node)
    {
        var layout = context.Layout(node.Inputs[0]);
        var wide = node.OpType == "Squeeze" ? node.Inputs[0] : node.Outputs[0];
        if (layout is null)
        {
            context.Pass(node);
            return;
        }

        if (context.Integers(node, "axes", 1) is not { } given || context.Rank(wide) is not { } rank)
        {
            ReshapeRule.Follow(context, node);
            return;
        }

        var axes = given.Select(a => (int)(a < 0 ? a + rank : a)).ToHashSet();
        var kept = Enumerable.Range(0, rank).Where(axis => !axes.Contains(axis)).ToList();
        if (node.OpType == "Unsqueeze")
            context.Set(node.Outputs[0], layout.Move(axis => kept[axis]));
        else if (layout.Axes.Any(axes.Contains))
            context.Barrier(node, $"{node} drops the axis of this only channel");
        else
            context.Set(node.Outputs[0], layout.Move(kept.IndexOf));
    }
}
