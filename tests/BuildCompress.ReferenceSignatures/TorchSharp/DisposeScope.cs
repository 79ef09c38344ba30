#nullable enable
using System;
using System.Collections.Generic;

namespace TorchSharp;

public sealed class DisposeScope : IDisposable
{
    internal DisposeScope()
    {
    }

    public int DisposablesCount => throw null!;

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => throw null!;

    public void MoveToOuter(params IDisposable[] disposables) => throw null!;

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => throw null!;

    public T Detach<T>(T disposable)
        where T : IDisposable => throw null!;

    public void Detach(params IDisposable[] disposables) => throw null!;

    public void Detach(IEnumerable<IDisposable> disposables) => throw null!;

    public void Attach(IDisposable disposable) => throw null!;

    public void DisposeEverything() => throw null!;

    public void Dispose() => throw null!;
}
