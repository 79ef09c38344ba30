namespace BuildCompress.Engines.TorchSharp;

/// <summary>Numbers out of scalars.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Native.AsDouble;

    public static double ToDouble(this Scalar value) => value.Native.AsDouble;

    public static int ToInt32(this Scalar value) => checked((int)value.Native.AsLong);

    public static long ToInt64(this Scalar value) => value.Native.AsLong;

    public static bool ToBoolean(this Scalar value) => value.Native.AsDouble != 0;
}
