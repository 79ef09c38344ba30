using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>ConvTranspose, weight <c>[inC, outC/groups, kH, kW]</c>: makes new channels; a depthwise one carries its input's along.</summary>
internal sealed class ConvTransposeRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["ConvTranspose"];

    public override void Couple(CouplingContext context, Node node)
    {
        var layout = context.Layout(node.Inputs[0]);
        if (context.Constant(node.Input(1)) is not { Dims.Count: > 2, Count: > 0 } weight || !Fits(context, node, weight, layout))
        {
            context.Barrier(node, context.Constant(node.Input(1)) is null ? $"{node} computes its weight in the graph" : null);
            return;
        }

        var groups = (int)node.Int("group", 1);
        var inputs = (int)weight.Dims[0];
        var outputs = (int)weight.Dims[1] * groups;
        var depthwise = groups == inputs && groups > 1;
        if (depthwise && (layout is null || outputs != inputs))
        {
            context.Barrier(node);
            return;
        }

        var output = depthwise ? layout!.Slots : context.Classes.Create(outputs);
        context.Set(node.Outputs[0], SlotLayout.On(1, output));
        if (groups > 1 && !depthwise)
            ConvGroupTies.Apply(context, layout?.Slots, output, groups);
        var kernel = weight.Count / Math.Max(1, weight.Dims[0] * weight.Dims[1]);
        context.AddWeight(new(
            node, node.Inputs[1], output, layout?.Slots, inputs, groups, kernel, ConvRule.Positions(context, node.Inputs[0]), depthwise ? 0 : 1));
        if (depthwise)
            context.Read(node, 1, ParameterKind.Depthwise, 1, (0, output));
        else if (layout is null)
            context.Read(node, 1, ParameterKind.Weight, groups, (1, output));
        else
            context.Read(node, 1, ParameterKind.Weight, groups, (0, layout.Slots), (1, output));
        context.Read(node, 2, ParameterKind.Affine, 1, (0, output));
    }

    /// <summary>Whether weight, groups, bias and input agree on the numbers of channels.</summary>
    private static bool Fits(CouplingContext context, Node node, ConstantTensor weight, SlotLayout? layout)
    {
        var groups = node.Int("group", 1);
        return groups > 0 && weight.Dims[0] % groups == 0 && (layout is null || (layout.Axes is [1] && layout.Slots.Length == weight.Dims[0]))
            && (node.Input(2) is not { } bias || (context.Constant(bias)?.Dims is [var size] && size == weight.Dims[1] * groups));
    }

    public override Node Cut(CutContext cut, Node node)
    {
        if (node.Int("group", 1) == 1)
            return node;
        var groups = cut.Use(node, 1) is not { } use ? node.Int("group", 1)
            : use.Kind == ParameterKind.Depthwise ? cut.KeptCount(node.Inputs[0], 1) : cut.SurvivingConvGroups(use);
        return node.With("group", new AttributeValue.Int(groups));
    }
}
