namespace BuildCompress.Onnx.Graphs;

/// <summary>Element type and shape of a value; a null shape means that not even the rank is known.</summary>
public sealed record TensorType(ElementType Element, IReadOnlyList<Dimension>? Shape)
{
    public override string ToString() => $"{Element}[{(Shape is null ? "?" : string.Join(',', Shape))}]";
}
