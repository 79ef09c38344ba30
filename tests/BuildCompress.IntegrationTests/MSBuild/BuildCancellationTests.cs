using System.Diagnostics;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>Ctrl-C in a build stops its worker.</summary>
[Collection(PackagedBuildCollection.Name)]
public sealed class BuildCancellationTests(PackageFeed feed) : IDisposable
{
    private readonly ConsumerProject project = new(feed);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task InterruptedBuildLeavesNoWorkerBehind()
    {
        project.WriteManifest(epochs: 5000, ("phone", "80%"));
        var training = new TaskCompletionSource();
        using var build = project.StartBuild(line =>
        {
            if (line.Contains("Recover", StringComparison.Ordinal))
                training.TrySetResult();
        });
        await training.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.NotEmpty(Workers());

        var clock = Stopwatch.StartNew();
        Process.Start("kill", ["-INT", $"{build.Id}"]).WaitForExit();
        await build.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"Stopping took {clock.Elapsed}.");
        Assert.NotEqual(0, build.ExitCode);
        Assert.Empty(Workers());
        Assert.Empty(project.Artifacts("bin"));
    }

    /// <summary>Processes other than the build whose command line names this project's manifest.</summary>
    private IEnumerable<string> Workers() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        let command = CommandLine(folder)
        where command.Contains(project.Manifest, StringComparison.Ordinal)
        select command;

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended, or is not ours.
            return "";
        }
    }
}
