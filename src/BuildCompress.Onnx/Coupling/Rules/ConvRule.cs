using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>
/// Conv, weight <c>[outC, inC/groups, kH, kW]</c>: makes new channels. A depthwise one (groups = inC) carries its input's channels along, each as
/// often as its multiplier says.
/// </summary>
internal sealed class ConvRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Conv"];

    public override void Couple(CouplingContext context, Node node)
    {
        var layout = context.Layout(node.Inputs[0]);
        if (context.Constant(node.Input(1)) is not { Dims.Count: > 2, Count: > 0 } weight || !Fits(context, node, weight, layout))
        {
            context.Barrier(node, context.Constant(node.Input(1)) is null ? $"{node} computes its weight in the graph" : null);
            return;
        }

        var groups = (int)node.Int("group", 1);
        var inputs = (int)weight.Dims[1] * groups;
        var outputs = (int)weight.Dims[0];
        var kernel = weight.Count / Math.Max(1, weight.Dims[0] * weight.Dims[1]);
        if (groups == inputs && groups > 1)
            Depthwise(context, node, layout?.Slots, groups, outputs, kernel);
        else
            Couple(context, node, layout?.Slots, inputs, outputs, groups, kernel);
    }

    public override Node Cut(CutContext cut, Node node)
    {
        if (node.Int("group", 1) == 1)
            return node;
        var groups = cut.Use(node, 1) is not { } use ? node.Int("group", 1)
            : use.Kind == ParameterKind.Depthwise ? cut.KeptCount(node.Inputs[0], 1) : cut.SurvivingConvGroups(use);
        return node.With("group", new AttributeValue.Int(groups));
    }

    /// <summary>Whether weight, groups, bias and input agree on the numbers of channels.</summary>
    private static bool Fits(CouplingContext context, Node node, ConstantTensor weight, SlotLayout? layout)
    {
        var groups = node.Int("group", 1);
        return groups > 0 && weight.Dims[0] % groups == 0
            && (layout is null || (layout.Axes is [1] && layout.Slots.Length == weight.Dims[1] * groups))
            && (node.Input(2) is not { } bias || (context.Constant(bias)?.Dims is [var size] && size == weight.Dims[0]));
    }

    private static void Couple(CouplingContext context, Node node, int[]? input, int inputs, int outputs, int groups, long kernel)
    {
        var output = context.Classes.Create(outputs);
        context.Set(node.Outputs[0], SlotLayout.On(1, output));
        if (groups > 1)
            ConvGroupTies.Apply(context, input, output, groups);
        context.AddWeight(new(node, node.Inputs[1], output, input, inputs, groups, kernel, Positions(context, node.Outputs[0]), 0));
        if (input is null)
            context.Read(node, 1, ParameterKind.Weight, groups, (0, output));
        else
            context.Read(node, 1, ParameterKind.Weight, groups, (0, output), (1, input));
        context.Read(node, 2, ParameterKind.Affine, 1, (0, output));
    }

    private static void Depthwise(CouplingContext context, Node node, int[]? input, int groups, int outputs, long kernel)
    {
        if (input is null)
        {
            var bound = SlotLayout.On(1, context.Classes.Create(outputs));
            context.Fix(bound, $"{node} makes each of them from one channel of {context.WhyRigid(node.Inputs[0])}");
            context.Set(node.Outputs[0], bound);
            context.AddWeight(new(node, node.Inputs[1], bound.Slots, null, groups, groups, kernel, Positions(context, node.Outputs[0]), 0));
            return;
        }

        var multiplier = outputs / groups;
        var output = Enumerable.Range(0, outputs).Select(j => input[j / multiplier]).ToArray();
        context.Set(node.Outputs[0], SlotLayout.On(1, output));
        context.AddWeight(
            new(node, node.Inputs[1], output, input, groups, groups, kernel, Positions(context, node.Outputs[0]), 0));
        context.Read(node, 1, ParameterKind.Depthwise, 1, (0, output));
        context.Read(node, 2, ParameterKind.Affine, 1, (0, output));
    }

    /// <summary>Positions of a feature map: the product of its axes from 2 on.</summary>
    internal static long Positions(CouplingContext context, string value)
    {
        long positions = 1;
        for (var axis = 2; axis < (context.Rank(value) ?? 0); axis++)
            positions *= context.Dim(value, axis) ?? 1;
        return positions;
    }
}
