namespace BuildCompress.Onnx.Graphs;

/// <summary>Element type and shape of a value; a null shape means that not even the rank is known.</summary>
public sealed record TensorType(ElementType Element, IReadOnlyList<Dimension>? Shape)
{
    /// <summary>The type of a tensor whose numbers are known.</summary>
    public static TensorType Of(ConstantTensor tensor) => new(tensor.Element, [.. tensor.Dims.Select(dim => new Dimension(dim))]);

    public override string ToString() => $"{Element}[{(Shape is null ? "?" : string.Join(',', Shape))}]";
}
