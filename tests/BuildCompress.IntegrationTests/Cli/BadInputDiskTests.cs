using BuildCompress.Core.Protocol;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>Disks that are full, places that cannot be written, and two builds at once: whole results or none.</summary>
[Collection(BadInputCollection.Name)]
public sealed class BadInputDiskTests(BadInputProject original) : IDisposable
{
    private readonly BadInputProject project = original.Copy();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task AFullOutputDiskKeepsTheEarlierArtifact()
    {
        if (PrivateDisk.IsMissing)
            return;
        project.WriteManifest();

        var outcome = await PrivateDisk.RunFullAsync(
            project.In("out"), project.In("after"), "run", project.Manifest, "--output", project.In("out"), "--store", project.Store, "--json");

        IsAbout(project.In("out/edge"), outcome.Single(6, "BCMP6001"), "is full", "Free some space");
        Assert.Equal(BadInputProject.Files(project.In("out")), BadInputProject.Files(project.In("after")));
    }

    [Fact]
    public async Task AFullStoreDiskKeepsTheEarlierArtifactAndNoHalfResult()
    {
        if (PrivateDisk.IsMissing)
            return;
        project.WriteManifest();
        Directory.CreateDirectory(project.In("small"));
        var before = BadInputProject.Files(project.In("out"));

        var outcome = await PrivateDisk.RunFullAsync(
            project.In("small"), project.In("after"), "run", project.Manifest, "--output", project.In("out"), "--store", project.In("small"), "--json");

        IsAbout(project.In("small"), outcome.Single(6, "BCMP6001"), "is full", "Free some space");
        Assert.Equal(before, BadInputProject.Files(project.In("out")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(project.In("after/partial")), _ => true);
    }

    [Fact]
    public async Task ACheckpointThatDoesNotFitStopsTheTrainingInWords()
    {
        if (PrivateDisk.IsMissing)
            return;
        project.WriteManifest(epochs: 2);
        var work = Directory.CreateDirectory(Path.Combine(project.Store, "work")).FullName;
        var before = BadInputProject.Files(project.In("out"));

        var outcome = await PrivateDisk.RunFullAsync(
            work, project.In("after"), "run", project.Manifest, "--output", project.In("out"), "--store", project.Store, "--json");

        IsAbout(project.Store, outcome.Single(6, "BCMP6001"), "is full", "Free some space");
        Assert.Contains("Recover", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, BadInputProject.Files(project.In("out")));
        Assert.Empty(BadInputProject.Files(project.In("after")));
        Assert.Empty(BadInputProject.Files(Path.Combine(project.Store, "partial")));
    }

    [Fact]
    public async Task AReadOnlyOutputKeepsTheEarlierArtifact()
    {
        if (PrivateDisk.IsMissing)
            return;
        project.WriteManifest();

        var outcome = await PrivateDisk.RunReadOnlyAsync(
            project.In("out"), project.In("after"), "run", project.Manifest, "--output", project.In("out"), "--store", project.Store, "--json");

        IsAbout(project.In("out/edge"), outcome.Single(6, "BCMP6002"), "Read-only file system", "Make it writable");
        Assert.Equal(BadInputProject.Files(project.In("out")), BadInputProject.Files(project.In("after")));
    }

    [Theory]
    [InlineData("net.onnx")]
    [InlineData("net.onnx/below")]
    public async Task AnOutputThatIsAFileIsNotWritable(string output)
    {
        project.WriteManifest();
        var before = File.ReadAllBytes(project.In("net.onnx"));

        var outcome = await project.RunAsync(project.In(output));

        IsAbout(project.In($"{output}/edge"), outcome.Single(6, "BCMP6002"), "cannot be written", "--output");
        Assert.Equal(before, File.ReadAllBytes(project.In("net.onnx")));
    }

    [Fact]
    public async Task AStoreThatIsAFileIsNotWritable()
    {
        project.WriteManifest();
        var before = BadInputProject.Files(project.In("out"));

        var outcome = await ToolProcess.RunAsync("run", project.Manifest, "--output", project.In("out"), "--store", project.In("train.bin"), "--json");

        IsAbout(project.In("train.bin"), outcome.Single(6, "BCMP6002"), "cannot be written", "--store");
        Assert.Equal(before, BadInputProject.Files(project.In("out")));
    }

    [Fact]
    public async Task TwoBuildsAtOnceDoTheWorkOnce()
    {
        project.WriteManifest(macs: "70%");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ToolProcess.RunAsync(
            "run", project.Manifest, "--output", project.In("new"), "--store", project.In("new store"), "--format", "msbuild-json")));

        var events = outcomes.Select(o => o.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WorkerEventLine.Read).ToList()).ToList();
        Assert.All(outcomes, o => Assert.True(o.ExitCode == 0, o.Output + o.Error));
        Assert.Single(events, log => log.OfType<ProgressEvent>().Any(e => e.Stage == "Recover"));
        var artifacts = events.Select(log => Assert.Single(log.OfType<ArtifactEvent>())).ToList();
        Assert.Equal(artifacts[0].CacheKey, artifacts[1].CacheKey);
        Assert.Equal(["net.onnx", "report.json", "report.md"], BadInputProject.Files(project.In("new/edge")).Keys);
        Assert.All(outcomes, o => Assert.Empty(o.Error));

        var stored = BadInputProject.Files(Path.Combine(project.In("new store"), "artifact", artifacts[0].CacheKey));
        Assert.Equal(stored, BadInputProject.Files(project.In("new/edge")));
    }

    [Theory]
    [InlineData("*.json", 60)]
    [InlineData("*.onnx", 60)]
    [InlineData("*.json", 65)]
    public async Task ResultsDamagedInTheStoreAreMadeAnew(string files, int macs)
    {
        var store = project.In("damaged");
        foreach (var file in Directory.EnumerateFiles(project.Store, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(store, Path.GetRelativePath(project.Store, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (var file in Directory.EnumerateFiles(store, files, SearchOption.AllDirectories))
            File.WriteAllText(file, ""); // What a machine leaves that lost its power.
        project.WriteManifest(macs: $"{macs}%");

        var outcome = await ToolProcess.RunAsync("run", project.Manifest, "--output", project.In("new"), "--store", store, "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.All(BadInputProject.Files(project.In("new/edge")).Values, Assert.NotEmpty);
    }

    private static void IsAbout(string place, System.Text.Json.JsonElement diagnostic, string message, string nextStep)
    {
        Assert.Equal(place, diagnostic.GetProperty("span").GetProperty("file").GetString());
        Assert.Contains(message, diagnostic.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(nextStep, diagnostic.GetProperty("nextStep").GetString(), StringComparison.Ordinal);
    }
}
