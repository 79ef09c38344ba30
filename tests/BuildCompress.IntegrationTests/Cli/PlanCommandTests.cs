using System.Text.Json;
using BuildCompress.Tests;
using BuildCompress.Tests.Architecture;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task ThePlanKeepsItsBudgetsAndItsLayersAddUp()
    {
        if (SharedData.IsMissing)
            return;

        var result = await PlanAsync(
            """{ "importance": "l1", "balance": false, "granularity": 4 }""", """ "a": { "budget": { "macs": "50%", "parameters": "60%" } } """);

        var target = Assert.Single(result.GetProperty("targets").EnumerateArray());
        var planned = target.GetProperty("planned").GetProperty("macs").GetInt64();
        var layers = target.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(planned, layers.Sum(l => l.GetProperty("macs").GetInt64()));
        Assert.Equal(result.GetProperty("original").GetProperty("macs").GetInt64(), layers.Sum(l => l.GetProperty("originalMacs").GetInt64()));
        Assert.All(layers, l => Assert.Contains((l.GetProperty("kept").GetInt32() % 4, l.GetProperty("total").GetInt32()), new[] { (0, 16), (0, 32), (0, 64), (2, 10) }));
        var selection = target.GetProperty("selection");
        Assert.InRange(selection.GetProperty("objective").GetDouble(), 0, selection.GetProperty("upperBound").GetDouble());
        Assert.InRange(selection.GetProperty("gridLoss").GetDouble(), 0, 0.1);
        var budgets = selection.GetProperty("budgets").EnumerateArray().ToList();
        Assert.Equal(["macs", "parameters"], budgets.Select(b => b.GetProperty("kind").GetString()));
        Assert.Equal(planned, budgets[0].GetProperty("value").GetInt64());
        Assert.All(budgets, b => Assert.InRange(b.GetProperty("value").GetInt64(), 1, b.GetProperty("limit").GetInt64()));
        Assert.Contains(budgets, b => b.GetProperty("binds").GetBoolean() && b.GetProperty("multiplier").GetDouble() > 0);
        AssertDescribed(result);
    }

    [Fact]
    public async Task AFileJustOverItsBudgetIsPlannedAgainUntilItFits()
    {
        if (SharedData.IsMissing)
            return;
        const string prune = """{ "importance": "l1", "balance": false, "granularity": 8 }""";
        var free = await PlanAsync(prune, """ "a": { "budget": { "macs": "50%" } } """);
        var bytes = free.GetProperty("targets")[0].GetProperty("planned").GetProperty("fileBytes").GetInt64();

        var tight = await PlanAsync(prune, $$""" "a": { "budget": { "macs": "50%", "size": "{{bytes - 5}} B" } } """);

        Assert.InRange(tight.GetProperty("targets")[0].GetProperty("planned").GetProperty("fileBytes").GetInt64(), 1, bytes - 5);
    }

    [Fact]
    public async Task BudgetsOutOfReachAreToldForEveryTargetAtOnce()
    {
        if (SharedData.IsMissing)
            return;
        var manifest = Write(
            """{ "importance": "l1" }""", """ "a": { "budget": { "macs": "0.01%" } }, "b": { "budget": { "macs": "50%" } }, "c": { "budget": { "size": "1 B" } } """);

        var outcome = await CommandOutcome.RunAsync("plan", manifest, "--store", folder.In("store"), "--json");

        Assert.Equal(3, outcome.ExitCode);
        var messages = outcome.Json.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("message").GetString()!).ToList();
        Assert.Equal(2, messages.Count);
        Assert.Matches(@"'a' cannot meet macs <= \d+: the smallest reachable value is \d+", messages[0]);
        Assert.Matches(@"'c' cannot meet size <= 1: the smallest reachable value is \d+", messages[1]);
    }

    [Fact]
    public async Task PeopleSeeBarsAndProgramsFindTheResultAgain()
    {
        if (SharedData.IsMissing)
            return;
        var manifest = Write("""{ "importance": "l1", "balance": false, "dropBlocks": true }""", """ "a": { "budget": { "macs": "40%" } } """);
        await CommandOutcome.RunAsync("plan", manifest, "--store", folder.In("store"));

        var outcome = await CommandOutcome.RunAsync("plan", manifest, "--store", folder.In("store"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Select: reused", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("gone", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("████████████████████   16/16", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("of the best possible", outcome.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void AssertDescribed(JsonElement result)
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "plan.md"));
        var described = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(Fields(result, "").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Fields(JsonElement element, string prefix) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(f => Fields(f.Value, prefix + f.Name + ".").Prepend(prefix + f.Name)),
        JsonValueKind.Array => Fields(element[0], prefix.TrimEnd('.') + "[]."),
        _ => [],
    };

    private async Task<JsonElement> PlanAsync(string prune, string targets)
    {
        var outcome = await CommandOutcome.RunAsync("plan", Write(prune, targets), "--store", folder.In("store"), "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Json.GetProperty("result");
    }

    private string Write(string prune, string targets)
    {
        SampleDataset.Write(folder.Path, trainImages: 50, validationImages: 20);
        File.Copy(SharedData.Path("models/cifar10-resnet20.onnx"), folder.In("net.onnx"), overwrite: true);
        return folder.Write("net.json", $$"""
            {
              "version": 1, "model": "net.onnx",
              "data": {
                "train": { "format": "cifar10-binary", "path": "train.bin" }, "validation": { "format": "cifar10-binary", "path": "validation.bin" }
              },
              "compress": { "prune": {{prune}}, "quantise": { "method": "none" } },
              "targets": { {{targets}} }
            }
            """);
    }
}
