namespace BuildCompress.Onnx.Graphs;

/// <summary>The value of a node attribute. What is not understood is kept as the bytes of its <c>AttributeProto</c>.</summary>
public abstract record AttributeValue
{
    private AttributeValue()
    {
    }

    public sealed record Int(long Value) : AttributeValue;

    public sealed record Float(float Value) : AttributeValue;

    public sealed record Text(string Value) : AttributeValue;

    public sealed record Ints(IReadOnlyList<long> Values) : AttributeValue;

    public sealed record Floats(IReadOnlyList<float> Values) : AttributeValue;

    public sealed record Tensor(ConstantTensor Value) : AttributeValue;

    /// <summary>Strings, subgraphs, sparse tensors…: written back as read.</summary>
    public sealed record Raw(ReadOnlyMemory<byte> Proto) : AttributeValue;
}
