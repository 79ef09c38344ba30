using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Split into pieces of given sizes (an attribute before opset 13, an input since) or into equal ones, the last perhaps smaller.</summary>
internal sealed class SplitLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Split"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axis = node.Int("axis", 0);
        var sizes = context.Numbers(node, "split", 1);
        var x = context.Read(node, 0);
        var outputs = new int[node.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = node.Outputs[i].Length > 0 ? context.Write(node, i) : -1;
        return frame =>
        {
            var whole = frame[x];
            var length = whole.shape[axis < 0 ? axis + whole.ndim : axis];
            var even = (length + outputs.Length - 1) / outputs.Length;
            var given = sizes?.In(frame);
            long start = 0;
            for (var i = 0; i < outputs.Length; i++)
            {
                var size = given is null ? Math.Min(even, length - start) : given[i];
                if (outputs[i] >= 0)
                    frame[outputs[i]] = whole.narrow(axis, start, size);
                start += size;
            }
        };
    }
}
