using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Reshape: channel axes may be merged with positions or split; the target shape follows a cut.</summary>
internal sealed class ReshapeRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Reshape"];

    public override void Couple(CouplingContext context, Node node) => Follow(context, node);

    public override Node Cut(CutContext cut, Node node)
    {
        if (!cut.IsCut(node.Outputs[0]) || cut.Integers(node, "shape", 1) is not { } shape)
            return node;
        var target = shape.ToArray();
        foreach (var axis in cut.Layout(node.Outputs[0])!.Axes)
        {
            if (target[axis] >= 0)
                target[axis] = cut.KeptCount(node.Outputs[0], axis);
        }

        return node.Ints("shape") is not null
            ? node.With("shape", new AttributeValue.Ints(target))
            : node.WithInput(1, cut.Add($"{node.Outputs[0]}_shape", ConstantTensor.Of(target, target.Length)));
    }

    /// <summary>Follows channels through any operator that only reads the same elements under another shape.</summary>
    internal static void Follow(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        if (node.OpType == "Reshape" && context.Integers(node, "shape", 1) is null)
            context.Barrier(node, $"{node} computes its shape in the graph");
        else if (StaticShapes.Match(context.Types, node.Inputs[0], node.Outputs[0]) is { } shapes
            && SlotReshape.Apply(layout, shapes.From, shapes.To) is { } reshaped && reshaped.Axes[0] > 0)
            context.Set(node.Outputs[0], reshaped);
        else
            context.Barrier(node, $"{node} mixes channels with other axes");
    }
}
