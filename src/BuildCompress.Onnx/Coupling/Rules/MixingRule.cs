using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Operators that combine elements along an axis and keep the shape: fine along positions, but channels along that axis must all stay.</summary>
internal sealed class MixingRule : OperatorRule
{
    public override IReadOnlyList<string> Operators =>
        ["CumSum", "Hardmax", "LayerNormalization", "LogSoftmax", "LpNormalization", "LRN", "MeanVarianceNormalization", "Softmax"];

    public override void Couple(CouplingContext context, Node node)
    {
        context.Pass(node);
        if (context.Layout(node.Inputs[0]) is { } layout && MixesChannels(context, node, layout))
            context.Fix(layout, $"{node} mixes all channels");
    }

    private static bool MixesChannels(CouplingContext context, Node node, SlotLayout layout)
    {
        if (node.OpType is not ("Softmax" or "LogSoftmax" or "LayerNormalization") || context.Rank(node.Inputs[0]) is not { } rank)
            return true;

        // LayerNormalization, and Softmax before operator set 13, mix all axes from theirs on.
        var isLayer = node.OpType == "LayerNormalization";
        var isJoined = isLayer || context.Types.Opset < 13;
        var axis = (int)node.Int("axis", isJoined && !isLayer ? 1 : -1);
        axis = axis < 0 ? axis + rank : axis;
        return isJoined ? layout.Axes[^1] >= axis : layout.Axes.Contains(axis);
    }
}
