namespace BuildCompress.Onnx.Quantization;

/// <summary>The integers a weight may have.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct WeightGrid(int Low, int High)
{
    /// <summary>
    /// The grid of so many bits: <c>-2^(bits-1)..2^(bits-1)-1</c>; -127..127 at 8 bits, where w and -w round alike and one value in 256 is no
    /// loss.
    /// </summary>
    public static WeightGrid Of(int bits) => bits == 8 ? new(-127, 127) : new(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);

    /// <summary>As many steps below 0 as above.</summary>
    public static WeightGrid Symmetric(int bits) => new(1 - (1 << (bits - 1)), (1 << (bits - 1)) - 1);
}
