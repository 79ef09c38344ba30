using BuildCompress.Core.Manifests;

namespace BuildCompress.IntegrationTests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData()]
    [InlineData("smaple", "x")]
    [InlineData("inspect")]
    [InlineData("inspect", "a.onnx", "--format", "xml")]
    [InlineData("sample", "x", "--speed", "9")]
    public async Task AWrongCommandLineExitsWithOneAndLeavesStandardOutputAlone(params string[] args)
    {
        var outcome = await CommandOutcome.RunAsync(args);

        Assert.Equal(1, outcome.ExitCode);
        Assert.NotEmpty(outcome.Error);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task SchemaPrintsAndWritesTheSameText()
    {
        using var folder = new TemporaryFolder();

        var printed = await CommandOutcome.RunAsync("schema");
        var written = await CommandOutcome.RunAsync("schema", "--output", folder.In("s.json"));

        Assert.Equal((0, ManifestSchema.Generate(), ""), (printed.ExitCode, printed.Output, printed.Error));
        Assert.Equal((0, ""), (written.ExitCode, written.Output));
        Assert.Equal(printed.Output, File.ReadAllText(folder.In("s.json")));
    }

    [Fact]
    public async Task AResultThatCannotBeWrittenIsADiagnostic()
    {
        using var folder = new TemporaryFolder();

        var outcome = await CommandOutcome.RunAsync("schema", "--output", folder.Path);

        Assert.Equal(6, outcome.ExitCode);
        Assert.Contains("error BCMP6002: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleWritesTheDataSetAndNamesItsFiles()
    {
        using var folder = new TemporaryFolder();

        var outcome = await CommandOutcome.RunAsync("sample", folder.In("data"), "--json");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(3073 * 6000, new FileInfo(outcome.Json.GetProperty("result").GetProperty("train").GetString()!).Length);
        Assert.Equal(3073 * 2000, new FileInfo(outcome.Json.GetProperty("result").GetProperty("validation").GetString()!).Length);
    }
}
