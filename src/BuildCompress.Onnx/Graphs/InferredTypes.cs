namespace BuildCompress.Onnx.Graphs;

/// <summary>Element type and shape of every value of a graph, as far as known, by value name (initializers included).</summary>
public sealed class InferredTypes(IReadOnlyDictionary<string, TensorType> types, long opset)
{
    /// <summary>Version of the standard operator set by which the graph's operators were read.</summary>
    public long Opset => opset;

    /// <summary>Type of <paramref name="value"/>, or null when nothing could be inferred.</summary>
    public TensorType? this[string value] => types.GetValueOrDefault(value);

    /// <summary>Dimension <paramref name="axis"/> of <paramref name="value"/>, or null when unknown, symbolic or not there.</summary>
    public long? Dim(string value, int axis) =>
        this[value]?.Shape is { } shape && axis >= 0 && axis < shape.Count ? shape[axis].Value : null;
}
