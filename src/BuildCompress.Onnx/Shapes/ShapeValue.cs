using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>A small integer tensor of the graph's shape arithmetic; each element is a number, a symbol (the batch) or unknown.</summary>
/// <param name="Element">Int64 or Int32.</param>
/// <param name="Dims">Shape of the tensor itself; empty for a scalar.</param>
/// <param name="Elements">Row-major.</param>
internal sealed record ShapeValue(ElementType Element, IReadOnlyList<long> Dims, IReadOnlyList<Dimension> Elements)
{
    /// <summary>Tensors with more elements than this are data, not shapes.</summary>
    public const int MaxCount = 1024;

    /// <summary>Whether every element is a number.</summary>
    public bool IsKnown => Elements.All(element => element.Value is not null);

    /// <summary>All elements as numbers, or null when one is not known.</summary>
    public long[]? Numbers => IsKnown ? [.. Elements.Select(element => element.Value!.Value)] : null;

    /// <summary>A vector.</summary>
    public static ShapeValue Vector(ElementType element, IReadOnlyList<Dimension> elements) => new(element, [elements.Count], elements);

    /// <summary>The numbers of a constant, or null when it is not a small integer tensor.</summary>
    public static ShapeValue? Of(ConstantTensor tensor)
    {
        if (tensor.Count > MaxCount)
            return null;
        return tensor.Element switch
        {
            ElementType.Int64 => new(tensor.Element, tensor.Dims, Convert(tensor.AsSpan<long>())),
            ElementType.Int32 => new(tensor.Element, tensor.Dims, Convert(tensor.AsSpan<int>())),
            _ => null,
        };
    }

    /// <summary>The constant with these numbers, all of which must be known.</summary>
    public ConstantTensor ToConstant()
    {
        var numbers = Numbers!;
        return Element == ElementType.Int32
            ? ConstantTensor.Of(Array.ConvertAll(numbers, number => (int)number), [.. Dims])
            : ConstantTensor.Of(numbers, [.. Dims]);
    }

    private static Dimension[] Convert<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var elements = new Dimension[numbers.Length];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = long.CreateChecked(numbers[i]);
        return elements;
    }
}
