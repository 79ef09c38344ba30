namespace BuildCompress.Pipeline.Scheduling;

/// <summary>
/// This machine, shared by the targets of a run: one of them computes at a time, trains, solves or measures here. Whoever waits for a device elsewhere
/// or for another process goes away meanwhile, and the next one computes.
/// </summary>
internal sealed class SharedMachine
{
    private readonly SemaphoreSlim free = new(1, 1);

    /// <summary>Waits until nobody computes.</summary>
    public Task EnterAsync(CancellationToken cancellation) => free.WaitAsync(cancellation);

    /// <summary>Lets the next one compute.</summary>
    public void Leave() => free.Release();

    /// <summary>Leaves until the result is disposed, which waits for the machine.</summary>
    public IDisposable GoAway()
    {
        Leave();
        return new Absence(free);
    }

    private sealed class Absence(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Wait();
    }
}
