using System.Collections.Concurrent;

namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// A thread on which libtorch's work runs, also what follows an await: OpenMP keeps a team of threads for each thread that calls it,
/// and grad mode and dispose scopes belong to a thread.
/// </summary>
public sealed class TrainingThread : IDisposable
{
    // Freeing a deep autograd graph recurses.
    private const int StackBytes = 16 << 20;

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];
    private readonly Thread thread;

    public TrainingThread()
    {
        thread = new Thread(Pump, StackBytes) { IsBackground = true, Name = "training" };
        thread.Start();
    }

    /// <summary>Whether the caller is on this thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == thread;

    /// <summary>Runs asynchronous work, its continuations included, on this thread; items queue behind each other at their awaits.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the work began, or by the work itself.</exception>
    /// <exception cref="ObjectDisposedException">The thread was disposed.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(queue.IsAddingCompleted, this);
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add((_ => Run(work, outcome, cancellationToken), null), CancellationToken.None);
        return outcome.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken = default) =>
        RunAsync(async token =>
        {
            await work(token);
            return true;
        }, cancellationToken);

    /// <summary>Runs work without awaits on this thread.</summary>
    /// <inheritdoc cref="RunAsync{T}"/>
    public Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken = default) =>
        RunAsync(_ => Task.FromResult(work()), cancellationToken);

    /// <summary>Lets the queued items finish and ends the thread. Work still awaiting something then never continues here.</summary>
    public void Dispose()
    {
        if (queue.IsAddingCompleted) return;
        queue.CompleteAdding();
        if (!IsCurrent) thread.Join();
    }

    private static async void Run<T>(Func<CancellationToken, Task<T>> work, TaskCompletionSource<T> outcome, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome.SetResult(await work(cancellationToken));
        }
        catch (OperationCanceledException cancelled)
        {
            outcome.SetCanceled(cancelled.CancellationToken);
        }
        catch (Exception error)
        {
            outcome.SetException(error);
        }
    }

    private void Pump()
    {
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        foreach (var (callback, state) in queue.GetConsumingEnumerable()) callback(state);
    }

    /// <summary>Brings continuations back to the thread.</summary>
    private sealed class Context(TrainingThread owner) : SynchronizationContext
    {
        // What comes after the end has nowhere to run.
        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                owner.queue.Add((d, state));
            }
            catch (InvalidOperationException) when (owner.queue.IsAddingCompleted)
            {
            }
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (!owner.IsCurrent) throw new InvalidOperationException("Waiting for the training thread from another thread is not supported; await it.");
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
