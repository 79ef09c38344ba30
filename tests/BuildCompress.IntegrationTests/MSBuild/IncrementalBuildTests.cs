namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>What a build does when something changed, and what it does not.</summary>
[Collection(PackagedBuildCollection.Name)]
public sealed class IncrementalBuildTests(PackageFeed feed) : IDisposable
{
    private const string Output = "bin/Debug/net10.0/models";
    private static readonly string[] Both = ["phone/net.onnx", "sensor/net.onnx"];

    private readonly ConsumerProject project = new(feed);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task SecondBuildRunsNoWorker()
    {
        Assert.Equal(["phone", "sensor"], await project.Build());
        Assert.Equal(Both, project.Artifacts(Output));
        Assert.All(Both, artifact => Assert.True(File.Exists(Path.Combine(project.Folder, Output, Path.ChangeExtension(artifact, ".report.md")))));

        Assert.Empty(await project.Build());
    }

    [Fact]
    public async Task ChangedBudgetBuildsItsTargetOnly()
    {
        await project.Build();

        project.WriteManifest(("phone", "80%"), ("sensor", "55%"));

        Assert.Equal(["sensor"], await project.Build());
        Assert.Empty(await project.Build());
    }

    [Fact]
    public async Task TouchedInputIsLookedAtOnceAndNotForEver()
    {
        await project.Build();

        File.SetLastWriteTimeUtc(Path.Combine(project.Folder, "net.onnx"), DateTime.UtcNow);

        Assert.Equal(["phone", "sensor"], await project.Build());
        Assert.Empty(await project.Build());
    }

    [Fact]
    public async Task RemovedTargetTakesItsArtifactAlong()
    {
        await project.Build();

        project.WriteManifest(("phone", "80%"));

        Assert.Empty(await project.Build());
        Assert.Equal(["phone/net.onnx"], project.Artifacts(Output));
        Assert.Equal(["net/phone/net.onnx"], project.Artifacts("obj/Debug/net10.0/models"));
    }

    [Fact]
    public async Task CleanLeavesNoArtifact()
    {
        await project.Build();

        Assert.Equal(0, (await project.Run("clean", "-nodeReuse:false")).ExitCode);

        Assert.Empty(project.Artifacts("bin"));
        Assert.Empty(project.Artifacts("obj"));
    }

    [Fact]
    public async Task PublishTakesTheArtifactsAlong()
    {
        var (exitCode, output) = await project.Run("publish", "-nodeReuse:false", "-o", "published");

        Assert.True(exitCode == 0, output);
        Assert.Equal(Both, project.Artifacts("published/models"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(project.Folder, "published"), "*.report.*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PublishWithoutBuildingSaysWhatIsMissing()
    {
        Assert.Equal(0, (await project.Run("build", "-nodeReuse:false", "-p:BuildCompressEnabled=false")).ExitCode);

        var (exitCode, output) = await project.Run("publish", "--no-build", "-c", "Debug", "-nodeReuse:false", "-tl:off");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error BCMP0004", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB3030", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DesignTimeBuildKnowsTheArtifactsWithoutMakingThem()
    {
        Assert.Equal(0, (await project.Run("restore")).ExitCode);

        var (exitCode, output) = await project.Run(
            "msbuild", "-t:GetCopyToOutputDirectoryItems", "-p:DesignTimeBuild=true", "-getItem:BuildCompressArtifact");

        Assert.True(exitCode == 0, output);
        Assert.Contains("models/sensor/net.onnx", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(project.Folder, "obj/Debug/net10.0/models")));
    }
}
