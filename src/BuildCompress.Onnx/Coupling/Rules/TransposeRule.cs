using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Transpose: channel axes move.</summary>
internal sealed class TransposeRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Transpose"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        var rank = context.Rank(node.Inputs[0]) ?? 0;
        int[] axes = [.. Enumerable.Range(0, rank)];
        var permutation = node.Ints("perm")?.Select(axis => (int)axis).ToArray() ?? [.. axes.Reverse()];
        if (rank > 0 && permutation.Order().SequenceEqual(axes) && SlotReshape.Transpose(layout, permutation) is { Axes: not [0, ..] } moved)
            context.Set(node.Outputs[0], moved);
        else
            context.Barrier(node, $"{node} moves channels to the batch, or does not say where");
    }
}
