using BuildCompress.Tests;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.IntegrationTests.Cli;

public sealed class InspectCommandTests
{
    [Fact]
    public async Task JsonAddsUpAndGroupsNameTheirLayers()
    {
        if (SharedData.IsMissing)
            return;

        var outcome = await CommandOutcome.RunAsync("inspect", SharedData.Path("models/cifar10-resnet20.onnx"), "--json");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var result = outcome.Json.GetProperty("result");
        var layers = result.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(result.GetProperty("macs").GetInt64(), layers.Sum(l => l.GetProperty("macs").GetInt64()));
        Assert.Equal(result.GetProperty("parameters").GetInt64(), layers.Sum(l => l.GetProperty("parameters").GetInt64()));
        Assert.InRange(result.GetProperty("macs").GetInt64(), 40_000_000, 41_500_000);
        Assert.Contains(result.GetProperty("groups").EnumerateArray(), g => g.GetProperty("madeBy").GetArrayLength() >= 4);
    }

    [Fact]
    public async Task TextNamesLayersAndReasons()
    {
        if (SharedData.IsMissing)
            return;

        var outcome = await CommandOutcome.RunAsync("inspect", SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Conv", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("no: it reaches the network output", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("yes", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePageDescribesEveryFieldOfTheJsonAndNoOther()
    {
        if (SharedData.IsMissing)
            return;
        var page = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "inspect.md"));
        var described = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();

        var result = (await CommandOutcome.RunAsync("inspect", SharedData.Path("models/cifar10-resnet20.onnx"), "--json")).Json.GetProperty("result");

        var fields = result.EnumerateObject().SelectMany(field => field.Value.ValueKind == System.Text.Json.JsonValueKind.Array
            && field.Value.GetArrayLength() > 0 && field.Name != "outputs"
                ? field.Value[0].EnumerateObject().Select(inner => $"{field.Name}[].{inner.Name}").Prepend(field.Name) : [field.Name]);
        Assert.Equal(fields.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    /// <summary>Four times the pixels, four times the work and the memory.</summary>
    [Fact]
    public async Task AModelOfAnyImageSizeAsksForOneAndIsCountedForIt()
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path("models/camvid-espnet.onnx");

        var open = await CommandOutcome.RunAsync("inspect", path);
        var small = (await CommandOutcome.RunAsync("inspect", path, "--size", "96x128", "--json")).Json.GetProperty("result");
        var large = (await CommandOutcome.RunAsync("inspect", path, "--size", "192x256", "--json")).Json.GetProperty("result");

        Assert.Contains("give its height and width with --size", open.Output, StringComparison.Ordinal);
        Assert.Equal(0, small.GetProperty("uncounted").GetArrayLength());
        Assert.Equal("Float32[N,12,96,128]", small.GetProperty("outputs")[0].GetProperty("type").GetString());
        Assert.Equal(4 * small.GetProperty("macs").GetInt64(), large.GetProperty("macs").GetInt64());
        Assert.Equal(4 * small.GetProperty("peakActivationBytes").GetInt64(), large.GetProperty("peakActivationBytes").GetInt64());
        Assert.Equal(1, (await CommandOutcome.RunAsync("inspect", path, "--size", "0x128")).ExitCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("this is no model")]
    public async Task AModelThatCannotBeReadExitsWithFour(string? text)
    {
        using var folder = new TemporaryFolder();
        if (text is not null)
            folder.Write("net.onnx", text);

        var outcome = await CommandOutcome.RunAsync("inspect", folder.In("net.onnx"), "--json");

        Assert.Equal(4, outcome.ExitCode);
        Assert.Equal(4, outcome.Json.GetProperty("exitCode").GetInt32());
        Assert.StartsWith("BCMP20", outcome.Json.GetProperty("diagnostics")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, outcome.Json.GetProperty("result").ValueKind);
    }
}
