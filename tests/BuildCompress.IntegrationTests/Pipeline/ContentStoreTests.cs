using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.IntegrationTests.Pipeline;

public sealed class ContentStoreTests : IDisposable
{
    private static readonly ContentKey Key = new ContentKeyBuilder("test").Add("value", 1).Build();

    private readonly string folder = Directory.CreateTempSubdirectory("buildcompress-store-").FullName;
    private readonly ContentStore store;

    public ContentStoreTests() => store = new ContentStore(folder);

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void ResultIsProducedOnceAndReusedAfterwards()
    {
        var produced = 0;
        var first = Add(entry => File.WriteAllText(Path.Combine(entry, "n"), $"{++produced}"));
        var second = Add(entry => File.WriteAllText(Path.Combine(entry, "n"), $"{++produced}"));

        Assert.False(first.Reused);
        Assert.True(second.Reused);
        Assert.Equal("1", File.ReadAllText(Path.Combine(second.Folder, "n")));
    }

    [Fact]
    public void FailedProductionLeavesNothingBehind()
    {
        Assert.Throws<InvalidOperationException>(() => Add(entry =>
        {
            File.WriteAllText(Path.Combine(entry, "half"), "written");
            throw new InvalidOperationException();
        }));

        Assert.Null(store.Find("stage", Key));
        Assert.DoesNotContain(Directory.EnumerateFiles(folder, "half", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task SecondBuildersOfTheSameWaitAndReuse()
    {
        var produced = 0;
        var builders = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Add(entry =>
        {
            Interlocked.Increment(ref produced);
            Thread.Sleep(50);
            File.WriteAllText(Path.Combine(entry, "n"), "whole");
        })));
        var entries = await Task.WhenAll(builders);

        Assert.Equal(1, produced);
        Assert.All(entries, e => Assert.Equal("whole", File.ReadAllText(Path.Combine(e.Folder, "n"))));
    }

    [Fact]
    public async Task WaitingStopsWhenCancelled()
    {
        using var started = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        var holder = Task.Run(() => Add(_ =>
        {
            started.Set();
            finish.Wait();
        }));
        started.Wait();
        using var cancellation = new CancellationTokenSource();

        var waited = false;
        IDisposable? Cancel()
        {
            waited = true;
            cancellation.Cancel();
            return null;
        }

        Assert.Throws<OperationCanceledException>(() => store.GetOrAdd("stage", Key, _ => true, _ => { }, Cancel, cancellation.Token));
        Assert.True(waited);
        finish.Set();
        Assert.False((await holder).Reused);
    }

    [Fact]
    public void AFullDiskIsNamedAndNothingIsKept()
    {
        const int noSpace = 28;
        var failure = Assert.Throws<DiagnosticException>(() => Add(_ => throw new IOException("No space left on device", noSpace)));

        Assert.Equal("BCMP6001", Assert.Single(failure.Diagnostics).Id);
        Assert.Null(store.Find("stage", Key));
    }

    private StoreEntry Add(Action<string> produce) => store.GetOrAdd("stage", Key, _ => true, produce, () => null, CancellationToken.None);
}
