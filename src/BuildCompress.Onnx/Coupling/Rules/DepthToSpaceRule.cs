using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>DepthToSpace makes one channel of block², which live and die together; SpaceToDepth repeats every channel block² times.</summary>
internal sealed class DepthToSpaceRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    // No network has larger ones; a damaged file may say so.
    private const long MaxBlock = 64;

    public override void Couple(CouplingContext context, Node node)
    {
        if (context.Layout(node.Inputs[0]) is not { } layout)
        {
            context.Pass(node);
            return;
        }

        if (layout.Axes is not [1])
        {
            context.Barrier(node, $"{node} turns positions into channels that are spread over other axes");
            return;
        }

        var toDepth = node.OpType == "SpaceToDepth";
        var size = node.Int("blocksize", 1);
        if (size is <= 0 or > MaxBlock || (!toDepth && layout.Slots.Length % (size * size) != 0))
        {
            context.Barrier(node);
            return;
        }

        if (toDepth && layout.Slots.Length * size * size > CouplingContext.MaxChannels)
        {
            context.Barrier(node);
            return;
        }

        var block = (int)(size * size);
        if (toDepth)
        {
            context.Set(node.Outputs[0], SlotLayout.On(1, [.. Enumerable.Repeat(layout.Slots, block).SelectMany(slots => slots)]));
            return;
        }

        var channels = layout.Slots.Length / block;
        var consecutive = node.Text("mode", "DCR") == "CRD";
        var output = new int[channels];
        for (var i = 0; i < layout.Slots.Length; i++)
        {
            var channel = consecutive ? i / block : i % channels;
            if (consecutive ? i % block == 0 : i < channels)
                output[channel] = layout.Slots[i];
            context.Classes.Union(output[channel], layout.Slots[i]);
        }

        context.Set(node.Outputs[0], SlotLayout.On(1, output));
    }
}
