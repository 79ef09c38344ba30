namespace BuildCompress.Engines.TorchSharp;

/// <summary>
/// Owns what is created on its thread while it is the innermost open scope, and disposes it when it closes. Native memory grows without the
/// garbage collector noticing, so every training step opens one.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? outer;
    private bool closed;

    internal DisposeScope()
    {
        outer = DisposeScopeManager.Current;
        DisposeScopeManager.Current = this;
    }

    public int DisposablesCount => owned.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. owned];

    public bool Contains(IDisposable disposable) => owned.Contains(disposable);

    /// <summary>Hands an object to the scope around this one; without one, to the caller.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, outer);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Move(disposable, outer);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Move(disposable, scope);
        return disposable;
    }

    /// <summary>Takes an object out of the scope: from now on the caller disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, null);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (Detach(first), Detach(second));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Move(disposable, null);
    }

    /// <summary>Makes this scope own an object that another scope, or none, owned.</summary>
    public void Attach(IDisposable disposable) => Attach([disposable]);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IDisposable[] list = [.. disposables];
        foreach (var disposable in list)
        {
            if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope?.Remove(tensor);
            Add(disposable);
            DisposeScopeManager.Statistics.AttachedToScopeCount++;
        }

        return list;
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        HashSet<IDisposable> keep = new(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in DisposablesView)
        {
            if (!keep.Contains(disposable)) disposable.Dispose();
        }

        owned.RemoveWhere(disposable => !keep.Contains(disposable));
    }

    /// <summary>Disposes what the scope owns and makes the scope around it the innermost again.</summary>
    public void Dispose()
    {
        if (closed) return;
        closed = true;
        DisposeEverything();
        if (DisposeScopeManager.Current == this) DisposeScopeManager.Current = outer;
    }

    internal void Add(IDisposable disposable)
    {
        owned.Add(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = this;
    }

    internal void Remove(IDisposable disposable)
    {
        owned.Remove(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = null;
    }

    private void Move(IDisposable disposable, DisposeScope? to)
    {
        if (!owned.Contains(disposable)) return;
        Remove(disposable);
        DisposeScopeManager.Statistics.DetachedFromScopeCount++;
        to?.Attach(disposable);
    }
}
