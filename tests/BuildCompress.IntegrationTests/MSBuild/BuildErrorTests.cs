namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>A user's mistake is an error of the build, at its place, with its id; what was built before stays.</summary>
[Collection(PackagedBuildCollection.Name)]
public sealed class BuildErrorTests(PackageFeed feed) : IDisposable
{
    private readonly ConsumerProject project = new(feed);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task UnknownFieldIsAnErrorAtItsLineAndColumn()
    {
        var text = await File.ReadAllTextAsync(project.Manifest);
        await File.WriteAllTextAsync(project.Manifest, text.Replace("\"model\"", "\"modle\"", StringComparison.Ordinal));

        var output = await FailingBuild();

        Assert.Contains("model.compress.json(3,3,3,10): error BCMP1003", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CorruptModelIsAnErrorOfTheModel()
    {
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "net.onnx"), "this is no model");

        var output = await FailingBuild();

        Assert.Matches(@"model\.compress\.json\(3,12(,\d+,\d+)?\): error BCMP2\d\d\d: .*net\.onnx", output);
        Assert.Empty(project.Artifacts("bin"));
    }

    [Fact]
    public async Task ImpossibleBudgetIsAnErrorAtTheBudget()
    {
        await project.Build();
        var before = await File.ReadAllBytesAsync(Path.Combine(project.Folder, "bin/Debug/net10.0/models/phone/net.onnx"));
        project.WriteManifest(("phone", "0.1%"));

        var output = await FailingBuild();

        Assert.Matches(@"model\.compress\.json\(13,\d+(,\d+,\d+)?\): error BCMP3001", output);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(project.Folder, "bin/Debug/net10.0/models/phone/net.onnx")));
    }

    private async Task<string> FailingBuild()
    {
        var (exitCode, output) = await project.Run("build", "-nodeReuse:false", "-tl:off");
        Assert.True(exitCode != 0, output);
        return output;
    }
}
