namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>A number with its kind; mirrors <c>ScalarValue</c> in <c>native/shim.h</c>.</summary>
internal readonly record struct NativeScalar(long Kind, long Bits)
{
    internal const long Integer = 0;
    internal const long Real = 1;
    internal const long Bool = 2;

    internal double AsDouble => Kind == Real ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsLong => Kind == Real ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;
}
