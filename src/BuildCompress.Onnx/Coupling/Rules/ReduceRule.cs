using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Reductions over positions leave channels alone; over channels they mix them.</summary>
internal sealed class ReduceRule : OperatorRule
{
    public override IReadOnlyList<string> Operators =>
        ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        if (context.Rank(node.Inputs[0]) is not { } rank || context.Integers(node, "axes", 1) is not { } given)
        {
            context.Barrier(node, $"{node} mixes all channels, or does not say over which axes it reduces");
            return;
        }

        var reduced = given.Select(a => (int)(a < 0 ? a + rank : a)).ToHashSet();
        if (layout.Axes.Any(reduced.Contains))
            context.Barrier(node, $"{node} mixes all channels");
        else if (node.Int("keepdims", 1) != 0)
            context.Pass(node);
        else
            context.Set(node.Outputs[0], layout.Move(axis => axis - reduced.Count(r => r < axis)));
    }
}
