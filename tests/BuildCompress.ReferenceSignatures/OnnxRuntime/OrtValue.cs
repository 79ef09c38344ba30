using System;

namespace Microsoft.ML.OnnxRuntime;

public class OrtValue : IDisposable
{
    internal OrtValue()
    {
    }

    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => throw null;

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape() => throw null;

    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => throw null;

    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged => throw null;

    public void Dispose() => throw null;
}

public struct OrtTensorTypeAndShapeInfo
{
    public Tensors.TensorElementType ElementDataType { get => throw null; }

    public long ElementCount { get => throw null; }

    public long[] Shape { get => throw null; }
}
