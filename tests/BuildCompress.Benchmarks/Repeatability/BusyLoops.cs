namespace BuildCompress.Benchmarks.Repeatability;

/// <summary>Threads that do nothing but use up processor time until disposed.</summary>
internal sealed class BusyLoops : IDisposable
{
    private readonly Thread[] threads;
    private volatile bool stopped;

    public BusyLoops(int count)
    {
        threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Spin) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
    }

    public void Dispose()
    {
        stopped = true;
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Spin()
    {
        while (!stopped)
            Thread.SpinWait(1000);
    }
}
