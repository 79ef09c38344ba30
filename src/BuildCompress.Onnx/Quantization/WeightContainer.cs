using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// How integers of few bits lie in a file: int2, two bits each, from operator set 25; int4 for 3 and 4 bits, from operator set 21; int8 for
/// more. A Cast to int8 stands behind the narrow types: the runtime computes it once while loading, and its int8 kernels run as for int8
/// weights. Read by a DequantizeLinear directly, int4 would turn to float and the layer with it.
/// </summary>
public static class WeightContainer
{
    /// <summary>Bits that a weight of <paramref name="bits"/> bits takes in the file: 2, 4 or 8.</summary>
    public static int StoredBits(int bits) => TypeOf(bits).Bits();

    /// <summary>The type that holds integers of <paramref name="bits"/> bits.</summary>
    internal static ElementType TypeOf(int bits) => bits switch
    {
        2 => ElementType.Int2,
        3 or 4 => ElementType.Int4,
        _ => ElementType.Int8,
    };

    /// <summary>Operator set that a file with weights of <paramref name="bits"/> bits needs.</summary>
    internal static long OpsetOf(int bits) => TypeOf(bits) switch
    {
        ElementType.Int2 => 25,
        ElementType.Int4 => 21,
        _ => OpsetUpgrade.PerChannel,
    };

    /// <summary>An int8 tensor in that type: the first element in the lowest bits of the first byte.</summary>
    internal static ConstantTensor Pack(ConstantTensor integers, int bits)
    {
        var type = TypeOf(bits);
        if (type == ElementType.Int8)
            return integers;
        var source = integers.AsSpan<sbyte>();
        var width = type.Bits();
        var perByte = 8 / width;
        var packed = new byte[type.SizeOf(source.Length)];
        var mask = (1 << width) - 1;
        for (var i = 0; i < source.Length; i++)
            packed[i / perByte] |= (byte)((source[i] & mask) << (i % perByte * width));
        return new ConstantTensor(type, integers.Dims, packed);
    }
}
