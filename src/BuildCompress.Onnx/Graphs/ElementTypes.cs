namespace BuildCompress.Onnx.Graphs;

/// <summary>What is to know about an <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bits of one element as tensors store it; 0 where elements have no fixed size (strings) or are not known.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.UInt2 or ElementType.Int2 => 2,
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3Fn or ElementType.Float8E4M3Fnuz
            or ElementType.Float8E5M2 or ElementType.Float8E5M2Fnuz or ElementType.Float8E8M0 => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes of <paramref name="count"/> elements: elements under a byte are packed, the last byte may be half empty.</summary>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static long SizeOf(this ElementType type, long count) => (checked(count * type.Bits()) + 7) / 8;

    /// <summary>Whether numbers of this type are floating-point.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;
}
