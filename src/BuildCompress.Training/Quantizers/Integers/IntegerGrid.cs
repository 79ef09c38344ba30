using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers.Integers;

/// <summary>
/// The integers of one activation scale, in float32 tensors and counted from the origin: 0 stands for 0, so padding and convolution need no
/// zero point. Rounds half to even. Where the zero point is added, before rounding or after, decides ties; the runtime's operators differ in it.
/// </summary>
internal sealed class IntegerGrid(AffineScale scale)
{
    public float Scale => scale.Scale;

    /// <summary>The u8 number that 0 in the tensor stands for.</summary>
    public byte Origin => scale.Origin;

    /// <summary>The u8 number of 0 where values are rounded to the grid.</summary>
    public byte ZeroPoint => scale.ZeroPoint;

    /// <summary>Largest magnitude of a number in the tensor.</summary>
    public int Most => Math.Max(scale.High - scale.Origin, scale.Origin - scale.Low);

    /// <summary>QuantizeLinear: <c>round(x / scale) + zero point</c>.</summary>
    public Tensor Quantise(Tensor values)
    {
        using var steps = values / scale.Scale;
        return ThenZeroPoint(steps);
    }

    /// <summary>DequantizeLinear.</summary>
    public Tensor Restore(Tensor integers) => integers * scale.Scale;

    /// <summary><c>round(steps) + zero point</c>. Overwrites its argument.</summary>
    public Tensor ThenZeroPoint(Tensor steps) => Round(steps, scale.ZeroPoint);

    /// <summary><c>round(steps + zero point)</c>. Overwrites its argument.</summary>
    public Tensor WithZeroPoint(Tensor steps) => Round(scale.ZeroPoint == 0 ? steps : steps.add_(scale.ZeroPoint), 0);

    /// <summary><c>round(steps)</c> of numbers that hold the zero point already. Overwrites its argument.</summary>
    public Tensor OfBytes(Tensor steps) => Round(steps, 0);

    /// <summary>u8 numbers; the tensor itself where they are the same.</summary>
    public Tensor Bytes(Tensor integers) => scale.Origin == 0 ? integers : integers + scale.Origin;

    private Tensor Round(Tensor steps, int zeroPointToCome)
    {
        var rounded = steps.clamp_(scale.Low - zeroPointToCome, scale.High - zeroPointToCome).round();
        var shift = zeroPointToCome - scale.Origin;
        return shift == 0 ? rounded : rounded.add_(shift);
    }
}
