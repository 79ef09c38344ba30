using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Gemm with constant weight, <c>[out, in]</c> (transB = 1) or <c>[in, out]</c>: makes new channels on axis 1.</summary>
internal sealed class GemmRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Gemm"];

    public override void Couple(CouplingContext context, Node node)
    {
        var layout = context.Layout(node.Inputs[0]);
        var bias = node.Input(2);
        if (context.Constant(node.Input(1)) is not { Dims.Count: 2 } weight || node.Int("transA", 0) != 0
            || (layout is not null && layout.Axes is not [1]) || (bias is not null && context.Constant(bias) is null))
        {
            context.Barrier(node, context.Constant(node.Input(1)) is null ? $"{node} computes its weight in the graph" : null);
            return;
        }

        var outputAxis = node.Int("transB", 0) != 0 ? 0 : 1;
        var inputs = (int)weight.Dims[1 - outputAxis];
        if (layout is not null && layout.Slots.Length != inputs)
        {
            context.Barrier(node);
            return;
        }

        var output = context.Classes.Create((int)weight.Dims[outputAxis]);
        context.Set(node.Outputs[0], SlotLayout.On(1, output));
        context.AddWeight(new(node, node.Inputs[1], output, layout?.Slots, inputs, 1, 1, 1, outputAxis));
        if (layout is null)
            context.Read(node, 1, ParameterKind.Weight, 1, (outputAxis, output));
        else if (outputAxis == 0)
            context.Read(node, 1, ParameterKind.Weight, 1, (0, output), (1, layout.Slots));
        else
            context.Read(node, 1, ParameterKind.Weight, 1, (0, layout.Slots), (1, output));

        if (bias is not null && context.Constant(bias) is { Dims.Count: > 0 } vector && vector.Dims[^1] == output.Length)
            context.Read(node, 2, ParameterKind.Affine, 1, (vector.Dims.Count - 1, output));
    }
}
