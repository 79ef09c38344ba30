namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>A tensor that goes into or comes out of a run.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtApi _api = OrtApi.Instance;

    internal OrtValue(OrtHandle handle) => Handle = handle;

    internal OrtHandle Handle { get; }

    /// <summary>
    /// A tensor over <paramref name="data"/> itself: nothing is copied, and the array stays pinned until the value is disposed.
    /// </summary>
    /// <param name="data">At least as many elements as <paramref name="shape"/> asks for.</param>
    /// <param name="shape">Extents from the outermost to the innermost dimension.</param>
    /// <exception cref="OnnxRuntimeException">The array is too short, an extent is negative, or the type has no tensor.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged
    {
        var api = OrtApi.Instance;
        var elementType = ElementTypeOf<T>();
        var pin = data.AsMemory().Pin();
        nint value;
        try
        {
            fixed (long* extents = shape)
            {
                api.Check(api.CreateTensorWithDataAsOrtValue(
                    api.CpuMemory, pin.Pointer, (nuint)data.Length * (nuint)sizeof(T),
                    extents, (nuint)shape.Length, (int)elementType, &value));
            }
        }
        catch
        {
            pin.Dispose();
            throw;
        }
        return new OrtValue(new OrtHandle(value, api.ReleaseValue, pin));
    }

    /// <summary>Element type and shape.</summary>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        nint info;
        _api.Check(_api.GetTensorTypeAndShape(Handle.Pointer, &info));
        try
        {
            return new OrtTensorTypeAndShapeInfo(_api, info);
        }
        finally
        {
            _api.ReleaseTensorTypeAndShapeInfo(info);
            GC.KeepAlive(this);
        }
    }

    /// <summary>The elements, outermost dimension first; valid while this value is not disposed.</summary>
    /// <exception cref="OnnxRuntimeException">The tensor's elements are not of type <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <inheritdoc cref="GetTensorDataAsSpan{T}"/>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var info = GetTensorTypeAndShape();
        if (info.ElementDataType != ElementTypeOf<T>())
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor holds {info.ElementDataType}, not {ElementTypeOf<T>()}.");
        void* data;
        _api.Check(_api.GetTensorMutableData(Handle.Pointer, &data));
        return new Span<T>(data, checked((int)info.ElementCount));
    }

    public void Dispose() => Handle.Dispose();

    private static TensorElementType ElementTypeOf<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return TensorElementType.Float;
        if (typeof(T) == typeof(double)) return TensorElementType.Double;
        if (typeof(T) == typeof(Half)) return TensorElementType.Float16;
        if (typeof(T) == typeof(byte)) return TensorElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return TensorElementType.Int8;
        if (typeof(T) == typeof(ushort)) return TensorElementType.UInt16;
        if (typeof(T) == typeof(short)) return TensorElementType.Int16;
        if (typeof(T) == typeof(uint)) return TensorElementType.UInt32;
        if (typeof(T) == typeof(int)) return TensorElementType.Int32;
        if (typeof(T) == typeof(ulong)) return TensorElementType.UInt64;
        if (typeof(T) == typeof(long)) return TensorElementType.Int64;
        if (typeof(T) == typeof(bool)) return TensorElementType.Bool;
        throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"No tensor has elements of type {typeof(T)}.");
    }
}
