using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Cast to the types that training computes with.</summary>
internal sealed class CastLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Cast"];

    public Step Lower(Node node, LoweringContext context)
    {
        var type = (ElementType)node.Int("to", 0) switch
        {
            ElementType.Float32 => ScalarType.Float32,
            ElementType.Int64 => ScalarType.Int64,
            ElementType.Int32 => ScalarType.Int32,
            var other => throw LoweringContext.Unsupported(node, $"training does not compute with {other}"),
        };
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame => frame[y] = frame[x].to(type);
    }
}
