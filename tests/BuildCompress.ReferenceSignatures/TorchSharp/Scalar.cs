#nullable enable
using System;

namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    internal Scalar()
    {
    }

    public static implicit operator Scalar(byte value) => throw null!;

    public static implicit operator Scalar(sbyte value) => throw null!;

    public static implicit operator Scalar(short value) => throw null!;

    public static implicit operator Scalar(int value) => throw null!;

    public static implicit operator Scalar(long value) => throw null!;

    public static implicit operator Scalar(float value) => throw null!;

    public static implicit operator Scalar(double value) => throw null!;

    public static implicit operator Scalar(bool value) => throw null!;

    public void Dispose() => throw null!;
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this long value) => throw null!;

    public static Scalar ToScalar(this double value) => throw null!;

    public static float ToSingle(this Scalar value) => throw null!;

    public static double ToDouble(this Scalar value) => throw null!;

    public static int ToInt32(this Scalar value) => throw null!;

    public static long ToInt64(this Scalar value) => throw null!;

    public static bool ToBoolean(this Scalar value) => throw null!;
}

public static class TensorExtensionMethods
{
    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => throw null!;
}

public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}
