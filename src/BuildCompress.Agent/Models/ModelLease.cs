namespace BuildCompress.Agent.Models;

/// <summary>A stored model that stays as long as this is not disposed.</summary>
internal sealed class ModelLease(string path, Action release) : IDisposable
{
    private Action? release = release;

    public string Path => path;

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
