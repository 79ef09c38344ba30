using BuildCompress.Core.Protocol;
using BuildCompress.Tests;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary><c>run</c> and <c>validate</c> on manifests that are wrong, and <c>validate</c> on one that is right.</summary>
public sealed class ManifestCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task TextShowsTheLineAndMarksThePlace()
    {
        var manifest = folder.Write("net.json", "{\n\t\"version\": 3\n}");

        var outcome = await CommandOutcome.RunAsync("validate", manifest);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains($"{manifest}(2,13): error BCMP1010: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("     2 | \t\"version\": 3\n       | \t           ^\n", outcome.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonCarriesEveryErrorWithItsPlace()
    {
        var outcome = await CommandOutcome.RunAsync("validate", folder.Write("net.json", "{\n  \"modle\": 1\n}"), "--json");

        Assert.Equal(2, outcome.ExitCode);
        var diagnostics = outcome.Json.GetProperty("diagnostics");
        Assert.Equal(5, diagnostics.GetArrayLength());
        var unknown = diagnostics.EnumerateArray().Single(d => d.GetProperty("id").GetString() == "BCMP1003");
        Assert.Equal((2, 3, 2, 10), (Span("line"), Span("column"), Span("endLine"), Span("endColumn")));

        int Span(string name) => unknown.GetProperty("span").GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task EventsStartWithTheVersionAndEndWithTheErrors()
    {
        var outcome = await CommandOutcome.RunAsync("run", folder.In("gone.json"), "--format", "msbuild-json");

        Assert.Equal(2, outcome.ExitCode);
        var events = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WorkerEventLine.Read).ToList();
        Assert.IsType<StartedEvent>(events[0]);
        Assert.Equal("BCMP1001", Assert.IsType<DiagnosticEvent>(Assert.Single(events[1..])).Diagnostic.Id);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task AnUnknownTargetIsAUsageError()
    {
        if (SharedData.IsMissing)
            return;

        var outcome = await CommandOutcome.RunAsync("run", Manifest("50%"), "--target", "egde", "--output", folder.In("out"), "--store", folder.In("store"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("error BCMP1002: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARightManifestShowsWhereItsBudgetsCouldGo()
    {
        if (SharedData.IsMissing)
            return;

        var outcome = await CommandOutcome.RunAsync("validate", Manifest("50%"), "--json");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var result = outcome.Json.GetProperty("result");
        var budget = result.GetProperty("targets")[0].GetProperty("budgets")[0];
        Assert.Equal(result.GetProperty("original").GetProperty("macs").GetInt64() / 2, budget.GetProperty("limit").GetInt64());
        Assert.InRange(budget.GetProperty("smallest").GetInt64(), 1, budget.GetProperty("limit").GetInt64());
    }

    [Fact]
    public async Task ABudgetOutOfReachStatesTheSmallestReachable()
    {
        if (SharedData.IsMissing)
            return;

        var outcome = await CommandOutcome.RunAsync("validate", Manifest("0.01%"));

        Assert.Equal(3, outcome.ExitCode);
        Assert.Matches(@"net\.json\(6,46\): error BCMP30\d\d: .*smallest reachable value is \d", outcome.Error);
    }

    [Fact]
    public async Task WrongDataIsFoundWithoutTraining()
    {
        if (SharedData.IsMissing)
            return;
        var manifest = Manifest("50%");
        using (var stream = File.OpenWrite(folder.In("train.bin")))
            stream.WriteByte(200);

        var outcome = await CommandOutcome.RunAsync("validate", manifest);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("BCMP4", outcome.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Manifest(string macs)
    {
        SampleDataset.Write(folder.Path, trainImages: 50, validationImages: 20);
        File.Copy(SharedData.Path("models/cifar10-resnet20.onnx"), folder.In("net.onnx"), overwrite: true);
        return folder.Write("net.json", $$"""
            {
              "version": 1, "model": "net.onnx",
              "data": {
                "train": { "format": "cifar10-binary", "path": "train.bin" }, "validation": { "format": "cifar10-binary", "path": "validation.bin" }
              },
              "targets": { "edge": { "budget": { "macs": "{{macs}}" } } }
            }
            """);
    }
}
