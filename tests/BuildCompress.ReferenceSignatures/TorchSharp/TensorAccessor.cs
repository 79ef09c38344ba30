#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;

namespace TorchSharp.Utils;

public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    internal TensorAccessor()
    {
    }

    public long Count => throw null!;

    public T this[params long[] indices] { get => throw null!; set => throw null!; }

    public T[] ToArray() => throw null!;

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;

    public IEnumerator<T> GetEnumerator() => throw null!;

    IEnumerator IEnumerable.GetEnumerator() => throw null!;

    public void Dispose() => throw null!;
}
