using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>BatchNormalization and InstanceNormalization: scale and shift each channel (axis 1) by itself.</summary>
internal sealed class NormalizationRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["BatchNormalization", "InstanceNormalization"];

    public override void Couple(CouplingContext context, Node node)
    {
        context.Pass(node);
        if (context.Layout(node.Inputs[0]) is not { } layout)
            return;
        if (layout.Axes[0] != 1 || node.Inputs.Skip(1).Any(i => context.Constant(i)?.Dims is not [var size] || size != layout.Dims[0])
            || node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            context.Barrier(node, $"{node} computes its parameters in the graph, or normalises along other axes");
            return;
        }

        var rows = RowsOf(context, layout);
        for (var input = 1; input < node.Inputs.Count; input++)
            context.Read(node, input, input <= 2 ? ParameterKind.Affine : ParameterKind.Vector, 1, (0, rows));
    }

    /// <summary>Slots along axis 1; what a normalisation mixes over the other axes is tied (GroupNorm exported as InstanceNormalization).</summary>
    private static int[] RowsOf(CouplingContext context, SlotLayout layout)
    {
        var width = layout.Slots.Length / layout.Dims[0];
        var rows = new int[layout.Dims[0]];
        for (var i = 0; i < layout.Slots.Length; i++)
        {
            rows[i / width] = layout.Slots[i - i % width];
            context.Classes.Union(layout.Slots[i], rows[i / width]);
        }

        return rows;
    }
}
