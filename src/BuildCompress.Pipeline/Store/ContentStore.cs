using BuildCompress.Core.Keys;

namespace BuildCompress.Pipeline.Store;

/// <summary>
/// Results of stages by content key: computed once, reused by every build, configuration and worktree that asks for the same. An entry
/// is a folder that appears whole or not at all; a lock per key makes a second process wait for the first instead of repeating its work.
/// </summary>
/// <param name="folder">Root of the store; created when missing.</param>
public sealed class ContentStore(string folder)
{
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(30);

    /// <summary>The folder of <paramref name="key"/>'s result, or null when it is not in the store.</summary>
    public string? Find(string stage, ContentKey key)
    {
        var entry = EntryFolder(stage, key);
        return Directory.Exists(entry) ? entry : null;
    }

    /// <summary>The folders of all results of a stage, in no order; another process may take one away at any time.</summary>
    public IEnumerable<string> Entries(string stage)
    {
        var entries = Path.Combine(folder, stage);
        return Directory.Exists(entries) ? Directory.EnumerateDirectories(entries) : [];
    }

    /// <summary>The folder of <paramref name="key"/>'s result; <paramref name="produce"/> fills it when nobody has yet.</summary>
    /// <param name="stage">Name of the stage; a folder of the store.</param>
    /// <param name="key">Everything the result depends on.</param>
    /// <param name="isWhole">Whether the result in the folder given can be used; one that a crash or a hand damaged is made anew.</param>
    /// <param name="produce">Writes the result into the folder given; nothing is kept when it throws.</param>
    /// <param name="waiting">Called once when another is computing the same; its result is disposed when the waiting ends.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public StoreEntry GetOrAdd(
        string stage, ContentKey key, Func<string, bool> isWhole, Action<string> produce, Func<IDisposable?> waiting, CancellationToken cancellation)
    {
        if (Find(stage, key) is { } early && isWhole(early))
            return new(early, Reused: true);

        return WriteFailure.Guard(folder, () =>
        {
            using var held = KeyLock.Acquire(Path.Combine(folder, "locks", $"{key}.lock"), waiting, cancellation);
            if (Find(stage, key) is { } present && isWhole(present))
                return new StoreEntry(present, Reused: true);

            var partial = Path.Combine(folder, "partial", $"{key}-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(partial);
                produce(partial);
                var entry = EntryFolder(stage, key);
                Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
                if (Directory.Exists(entry))
                    Directory.Delete(entry, recursive: true);
                Directory.Move(partial, entry);
                return new StoreEntry(entry, Reused: false);
            }
            finally
            {
                if (Directory.Exists(partial))
                    Directory.Delete(partial, recursive: true);
            }
        });
    }

    /// <summary>A folder for the checkpoints of unfinished work on <paramref name="key"/>; survives a cancelled run.</summary>
    public string WorkFolder(ContentKey key) =>
        WriteFailure.Guard(folder, () => Directory.CreateDirectory(Path.Combine(folder, "work", key.ToString())).FullName);

    /// <summary>Drops the checkpoints of <paramref name="key"/>, when its work is done.</summary>
    public void DropWork(ContentKey key) => WriteFailure.Guard(folder, () =>
    {
        var work = Path.Combine(folder, "work", key.ToString());
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
    });

    /// <summary>Removes what crashed processes left behind, as far as it can: another process may be at it too.</summary>
    public void Sweep()
    {
        try
        {
            foreach (var leftover in new[] { "partial", "work" }.Select(n => new DirectoryInfo(Path.Combine(folder, n))).Where(d => d.Exists))
            {
                foreach (var abandoned in leftover.EnumerateDirectories().Where(d => DateTime.UtcNow - d.LastWriteTimeUtc > AbandonedAfter))
                    abandoned.Delete(recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Left for the next run: leftovers cost space, nothing else.
        }
    }

    private string EntryFolder(string stage, ContentKey key) => Path.Combine(folder, stage, key.ToString());
}
