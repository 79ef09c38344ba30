using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Split: of channels it hands out ranges; their sizes follow a cut.</summary>
internal sealed class SplitRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Split"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            foreach (var output in node.Outputs)
                context.SetRigid(output, context.WhyRigid(node.Inputs[0]));
            return;
        }

        var axis = (int)node.Int("axis", 0);
        axis = axis < 0 ? axis + (context.Rank(node.Inputs[0]) ?? 0) : axis;
        if (!layout.Axes.Contains(axis))
        {
            foreach (var output in node.Outputs)
                context.Set(output, layout);
            return;
        }

        var sizes = node.Outputs.Select(output => context.Dim(output, axis)).ToArray();
        if (layout.Axes.Length > 1 || sizes.Any(s => s is null) || sizes.Sum() != layout.Slots.Length)
        {
            context.Barrier(node, $"{node} splits channels in sizes that are not known");
            return;
        }

        var start = 0;
        foreach (var (output, size) in node.Outputs.Zip(sizes))
        {
            context.Set(output, SlotLayout.On(axis, layout.Slots[start..(start + (int)size!)]));
            start += (int)size!;
        }
    }

    public override Node Cut(CutContext cut, Node node)
    {
        var input = cut.Layout(node.Inputs[0]);
        var first = cut.Layout(node.Outputs[0]);
        if (input is null || first is null || input.Channels.Count == first.Channels.Count)
            return node;
        var sizes = node.Outputs.Select(output => (long)cut.Layout(output)!.Channels.Count(cut.Keeps)).ToArray();
        node = node.Without("num_outputs");
        return cut.Opset < 13
            ? node.With("split", new AttributeValue.Ints(sizes))
            : node.WithInput(1, cut.Add($"{node.Outputs[0]}_split", ConstantTensor.Of(sizes, sizes.Length)));
    }
}
