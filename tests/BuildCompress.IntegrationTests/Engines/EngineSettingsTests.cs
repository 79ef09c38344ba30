using System.Runtime.InteropServices;

namespace BuildCompress.IntegrationTests.Engines;

/// <summary>The settings that decide speed are made by loading the engine.</summary>
[Collection(AloneCollection.Name)]
public sealed class EngineSettingsTests
{
    [Fact]
    public void OpenMpWaitsPassivelyFromTheStart()
    {
        using var loaded = torch.zeros([1]);

        Assert.NotNull(Marshal.PtrToStringUTF8(getenv("OMP_WAIT_POLICY")));
    }

    // Blocks of more than 32 MiB stay too, but only in a process whose earlier threads have left no arena of their own; this one has had many.
    [Fact]
    public async Task FreedActivationsAreReusedWithoutPageFaults()
    {
        const int mebibytes = 8;
        using var loaded = torch.zeros([1]);
        using var training = new TrainingThread();

        var faults = await training.Run(() => Enumerable.Range(0, 40).Select(_ => FaultsOfStep(mebibytes)).ToArray());

        // A step that gets fresh memory faults once for each of its 4 KiB pages. The heap takes some steps to find its size.
        Assert.InRange(faults[30..].Sum(), 0, 10 * mebibytes * 2 * 256 / 4);
    }

    private static long FaultsOfStep(int mebibytes)
    {
        var before = MinorFaults();
        using var scope = torch.NewDisposeScope();
        var x = torch.ones([mebibytes << 18]);
        _ = x + x;
        return MinorFaults() - before;
    }

    private static long MinorFaults() =>
        long.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ')[7], System.Globalization.CultureInfo.InvariantCulture);

    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern nint getenv(string name);
}
