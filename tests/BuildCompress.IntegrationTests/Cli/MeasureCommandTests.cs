using BuildCompress.IntegrationTests.Agent;
using BuildCompress.IntegrationTests.Devices;

namespace BuildCompress.IntegrationTests.Cli;

[Collection(TimingCollection.Name)]
public sealed class MeasureCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string[] Quick => ["--blocks", "2", "--max-noise", "1000", "--store", folder.In("store")];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task StatisticsAndAHistogramArePrinted()
    {
        var outcome = await CommandOutcome.RunAsync(["measure", Model("net.onnx", 128), .. Quick]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        foreach (var part in new[] { "net.onnx", "p25 ", "min ", "p95 ", "±", "█", " ms+ " })
            Assert.Contains(part, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComparingTellsTheFasterModelWithItsInterval()
    {
        var outcome = await CommandOutcome.RunAsync(["measure", "--compare", Model("large.onnx", 256), Model("small.onnx", 64), "--json", .. Quick]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var ratio = outcome.Json.GetProperty("result").GetProperty("ratio");
        Assert.InRange(ratio.GetProperty("value").GetDouble(), 0.001, 0.5); // 64 times fewer multiplications
        Assert.True(ratio.GetProperty("low").GetDouble() <= ratio.GetProperty("high").GetDouble());
        Assert.True(ratio.GetProperty("isSignificant").GetBoolean());
        Assert.Equal(["large.onnx", "small.onnx"], outcome.Json.GetProperty("result").GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task AnAgentMeasuresAndTheRecordingAnswersWithoutIt()
    {
        var model = Model("net.onnx", 64);
        var recording = folder.In("devices/here.json");
        double measured;
        await using (var agent = await RunningAgent.StartAsync())
        {
            var live = await CommandOutcome.RunAsync(["measure", model, "--agent", agent.Address.ToString(), "--record", recording, "--json", .. Quick]);
            Assert.True(live.ExitCode == 0, live.Error);
            measured = P25(live);
        }

        var replayed = await CommandOutcome.RunAsync(["measure", model, "--agent", recording, "--json", .. Quick]);

        Assert.Equal(measured, P25(replayed));
        (await CommandOutcome.RunAsync("measure", Model("other.onnx", 32), "--agent", recording, "--json")).Single(5, "BCMP5020");
    }

    [Fact]
    public async Task WhatWasMeasuredIsListedAndExported()
    {
        var (model, recording, store) = (Model("net.onnx", 64), folder.In("devices/here.json"), folder.In("store"));
        (await CommandOutcome.RunAsync("measurements", "--store", store, "--export", recording, "--json")).Single(5, "BCMP5023");
        var measured = P25(await CommandOutcome.RunAsync(["measure", model, "--json", .. Quick]));

        var listed = await CommandOutcome.RunAsync("measurements", "--store", store, "--json");
        var exported = await CommandOutcome.RunAsync("measurements", "--store", store, "--device", "onnx runtime", "--export", recording);

        Assert.Equal(1, Assert.Single(listed.Json.GetProperty("result").GetProperty("devices").EnumerateArray()).GetProperty("measurements").GetInt32());
        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Equal(measured, P25(await CommandOutcome.RunAsync(["measure", model, "--agent", recording, "--json", .. Quick])));
        (await CommandOutcome.RunAsync("measurements", "--store", store, "--device", "6502", "--export", recording, "--json")).Single(5, "BCMP5023");
    }

    [Fact]
    public async Task ARecordingThatCannotBeWrittenIsSaidBeforeMeasuringAndAStoreCostsAWarning()
    {
        var model = Model("net.onnx", 64);
        (await CommandOutcome.RunAsync(["measure", model, "--record", folder.Path, "--json", .. Quick])).Single(6, "BCMP6002");
        Assert.False(Directory.Exists(folder.In("store")));

        var kept = await CommandOutcome.RunAsync(["measure", model, "--json", "--blocks", "2", "--max-noise", "1000", "--store", Path.Combine(model, "store")]);

        Assert.True(P25(kept) > 0);
        Assert.Contains("warning BCMP6002", kept.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MistakesAreNamed()
    {
        (await CommandOutcome.RunAsync("measure", folder.In("missing.onnx"), "--json")).Single(4, "BCMP2001");
        Assert.Equal(1, (await CommandOutcome.RunAsync("measure", "--compare", Model("one.onnx", 8))).ExitCode);
        Assert.Equal(1, (await CommandOutcome.RunAsync("measure", Model("one.onnx", 8), "--blocks", "0")).ExitCode);
        (await CommandOutcome.RunAsync("measure", Model("one.onnx", 8), "--agent", "ftp://device", "--json")).Single(5, "BCMP5010");
    }

    private static double P25(CommandOutcome outcome) => outcome.Json.GetProperty("result").GetProperty("models")[0].GetProperty("p25Ms").GetDouble();

    private string Model(string name, int size)
    {
        var path = folder.In(name);
        File.WriteAllBytes(path, BadModels.Harmless(size));
        return path;
    }
}
