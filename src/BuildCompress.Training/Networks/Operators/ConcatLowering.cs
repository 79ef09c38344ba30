using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Concat.</summary>
internal sealed class ConcatLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Concat"];

    public Step Lower(Node node, LoweringContext context)
    {
        var axis = node.Int("axis", 1);
        var parts = new int[node.Inputs.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = context.Read(node, i);
        var y = context.Write(node, 0);
        return frame => frame[y] = torch.cat(Array.ConvertAll(parts, slot => frame[slot]), axis);
    }
}
