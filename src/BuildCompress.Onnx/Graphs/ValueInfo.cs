namespace BuildCompress.Onnx.Graphs;

/// <summary>A named graph input or output with its declared type.</summary>
public sealed record ValueInfo(string Name, TensorType Type)
{
    /// <summary>The <c>TypeProto</c> as read when it is not a dense tensor (sequence, map, optional); <see cref="Type"/> is unknown then.</summary>
    public ReadOnlyMemory<byte> OpaqueType { get; init; }

    /// <summary>Fields of the file that have no meaning here (doc string), written back as read.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }
}
