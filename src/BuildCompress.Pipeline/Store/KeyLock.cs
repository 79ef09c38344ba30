namespace BuildCompress.Pipeline.Store;

/// <summary>A lock between processes, held as an open file; the operating system frees it when its holder dies.</summary>
internal sealed class KeyLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly FileStream held;

    private KeyLock(FileStream held) => this.held = held;

    /// <summary>Waits for the lock file <paramref name="path"/>; <paramref name="waiting"/> is called once if it must, and its result disposed when it need not any more.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public static KeyLock Acquire(string path, Func<IDisposable?> waiting, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (TryOpen(path) is { } free)
            return new(free);
        using var wait = waiting();
        while (true)
        {
            cancellation.WaitHandle.WaitOne(Poll);
            cancellation.ThrowIfCancellationRequested();
            if (TryOpen(path) is { } stream)
                return new(stream);
        }
    }

    public void Dispose() => held.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException failure) when (IsSharingViolation(failure))
        {
            return null;
        }
    }

    // EWOULDBLOCK of flock on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException failure) =>
        failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
