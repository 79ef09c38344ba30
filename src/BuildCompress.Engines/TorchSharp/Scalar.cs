using BuildCompress.Engines.TorchSharp.PInvoke;

namespace BuildCompress.Engines.TorchSharp;

/// <summary>A number with its kind (integer, real or bool), which takes part in type promotion. Holds no native memory.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(NativeScalar native) => Native = native;

    internal NativeScalar Native { get; }

    public static implicit operator Scalar(byte value) => (long)value;

    public static implicit operator Scalar(sbyte value) => (long)value;

    public static implicit operator Scalar(short value) => (long)value;

    public static implicit operator Scalar(int value) => (long)value;

    public static implicit operator Scalar(long value) => new(new NativeScalar(NativeScalar.Integer, value));

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(new NativeScalar(NativeScalar.Real, BitConverter.DoubleToInt64Bits(value)));

    public static implicit operator Scalar(bool value) => new(new NativeScalar(NativeScalar.Bool, value ? 1 : 0));

    public void Dispose()
    {
    }
}
