using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Resize and Upsample of positions: channels stay where they are; a fixed target size follows a cut.</summary>
internal sealed class ResizeRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Resize", "Upsample"];

    public override void Couple(CouplingContext context, Node node)
    {
        var whole = context.Layout(node.Inputs[0]) is not { } layout
            || layout.Axes.All(axis => context.Dim(node.Inputs[0], axis) is { } dim && context.Dim(node.Outputs[0], axis) == dim);
        if (whole)
            context.Pass(node);
        else
            context.Barrier(node, $"{node} resizes across channels");
    }

    public override Node Cut(CutContext cut, Node node)
    {
        if (cut.Layout(node.Inputs[0]) is not { } layout || cut.Integers(node, "sizes", 3) is not { } sizes)
            return node;
        var target = sizes.ToArray();
        var named = node.Ints("axes")?.Select(axis => axis < 0 ? axis + layout.Rank : axis).ToList();
        foreach (var axis in layout.Axes)
        {
            var at = named?.IndexOf(axis) ?? axis;
            if (at >= 0 && at < target.Length)
                target[at] = cut.KeptCount(node.Inputs[0], axis);
        }

        return node.WithInput(3, cut.Add($"{node.Outputs[0]}_sizes", ConstantTensor.Of(target, target.Length)));
    }
}
