using System.Diagnostics;
using System.Runtime.InteropServices;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Cli.Termination;

/// <summary>
/// Everything that may ask a run to stop: Ctrl-C, SIGTERM, a file that appears, a parent that goes away. The first request cancels
/// <see cref="Token"/>; a run that has not ended <see cref="Grace"/> later is ended (its files are complete at any moment: they are
/// renamed into place). A second Ctrl-C ends it at once.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.6);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource source = new();

    private readonly List<IDisposable> owned = [];

    private Timer? deadline;

    /// <summary>Cancelled once somebody asked.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Listens to this process's signals, and ends it when it does not end by itself.</summary>
    public static StopRequest OfProcess()
    {
        var stop = new StopRequest();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
            stop.owned.Add(PosixSignalRegistration.Create(signal, stop.OnSignal));
        stop.Token.Register(() => stop.deadline = new Timer(_ => End(), null, Grace, Timeout.InfiniteTimeSpan));
        return stop;
    }

    /// <summary>Asks to stop.</summary>
    public void Cancel() => source.Cancel();

    /// <summary>Stops when <paramref name="path"/> comes into being: how a build asks on systems without signals.</summary>
    public void WatchFile(string path) => Watch(() => File.Exists(path));

    /// <summary>Stops when the process <paramref name="id"/> is gone.</summary>
    public void WatchParent(int id)
    {
        Process parent;
        try
        {
            parent = Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            Cancel();
            return;
        }

        Watch(() => parent.HasExited); // Not disposed: the watch may look at it until the very end.
    }

    public void Dispose()
    {
        deadline?.Dispose();
        foreach (var item in owned)
            item.Dispose();
    }

    private static void End()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\e[?25h"); // A live display hides the cursor.
        if (OperatingSystem.IsWindows())
            Environment.Exit((int)ExitCode.Cancelled);
        ExitWithoutDestructors((int)ExitCode.Cancelled);
    }

    /// <summary>libtorch may still be computing: running its destructors under it would crash.</summary>
    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitWithoutDestructors(int status);

    private void Watch(Func<bool> condition) => owned.Add(new Timer(
        _ =>
        {
            if (!Token.IsCancellationRequested && condition())
                Cancel();
        },
        null, TimeSpan.Zero, PollInterval));

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Token.IsCancellationRequested)
            End();
        Cancel();
    }
}
