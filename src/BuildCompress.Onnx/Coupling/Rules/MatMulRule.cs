using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>MatMul with a constant matrix <c>[in, out]</c> on the right: makes new channels on the last axis.</summary>
internal sealed class MatMulRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["MatMul"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Constant(node.Input(1)) is not { Dims.Count: 2 } weight || context.Rank(node.Inputs[0]) is not { } rank)
        {
            context.Barrier(node, context.Constant(node.Input(1)) is null ? $"{node} multiplies two activations or computes its weight in the graph" : null);
            return;
        }

        var layout = context.Layout(node.Inputs[0]);
        if (layout is not null && (layout.Axes.Length > 1 || layout.Axes[0] != rank - 1))
        {
            context.Fix(layout, $"{node} computes each of them alike, so they are not its inputs");
            layout = null;
        }

        if (layout is not null && layout.Slots.Length != weight.Dims[0])
        {
            context.Barrier(node);
            return;
        }

        var output = context.Classes.Create((int)weight.Dims[1]);
        long positions = 1;
        for (var axis = 1; axis < rank - 1; axis++)
            positions *= context.Dim(node.Inputs[0], axis) ?? 1;
        context.Set(node.Outputs[0], SlotLayout.On(rank - 1, output));
        context.AddWeight(new(node, node.Inputs[1], output, layout?.Slots, (int)weight.Dims[0], 1, 1, positions, 1));
        if (layout is null)
            context.Read(node, 1, ParameterKind.Weight, 1, (1, output));
        else
            context.Read(node, 1, ParameterKind.Weight, 1, (0, layout.Slots), (1, output));
    }
}
