using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Pooling works inside each channel (axis 1).</summary>
internal sealed class PoolRule : OperatorRule
{
    public override IReadOnlyList<string> Operators =>
        ["AveragePool", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "LpPool", "MaxPool"];

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is { } layout && layout.Axes is not [1])
            context.Barrier(node, $"{node} pools across channels");
        else if (node.Outputs.Count > 1 && node.Outputs[1].Length > 0)
            context.Barrier(node, $"{node} also hands out the positions of its maxima, which count channels");
        else
            context.Pass(node);
    }
}
