using System.Text.Json;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.IntegrationTests.Agent;
using BuildCompress.IntegrationTests.Devices;
using BuildCompress.Onnx;
using BuildCompress.Training.Data.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>A latency budget where the device is, where only a recording of it is, and where it is back.</summary>
[Collection(TimingCollection.Name)]
public sealed class RecordedBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ARecordingPlansWithoutTheDeviceAndOnlyTheDeviceVerifies()
    {
        SampleDataset.Write(folder.Path, trainImages: 160, validationImages: 40);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 16, 16, 32), folder.In("net.onnx"));
        Uri address;
        await using (var agent = await RunningAgent.StartAsync())
        {
            address = agent.Address;
            var live = Report(await RunAsync("there", Manifest(address, "90%")));
            Assert.Null(Recording(live));
            Assert.Equal("artifact", Evidence(live));
            Assert.False(live.TryGetProperty("unverified", out var reason) && reason.ValueKind != JsonValueKind.Null);
            Assert.All(Rounds(live), round => Assert.Equal(JsonValueKind.Number, round.GetProperty("measuredMs").ValueKind));
        }

        var exported = await ToolProcess.RunAsync("measurements", "--store", folder.In("there"), "--export", folder.In("devices/here.json"));
        Assert.True(exported.ExitCode == 0, exported.Error);

        // Elsewhere, with another store and without the device; then with a budget for which nothing was measured.
        var replayed = Report(await RunAsync("elsewhere", Manifest(address, "90%")));
        Assert.Equal("devices/here.json", Recording(replayed));
        var chosen = Rounds(replayed).ElementAt(replayed.GetProperty("selection").GetProperty("latency").GetProperty("chosen").GetInt32());
        Assert.Equal(chosen.GetProperty("measuredMs").ValueKind == JsonValueKind.Null ? "prediction" : "cutNetwork", Evidence(replayed));
        Assert.Contains("cannot be reached", replayed.GetProperty("unverified").GetString(), StringComparison.Ordinal);
        Assert.Contains("Planned from recorded numbers", await File.ReadAllTextAsync(folder.In("out/edge/report.md")), StringComparison.Ordinal);
        // Rounds for the first budget may have measured the choice for another; one of these leads to a choice that the recording does not know.
        var unknown = default(JsonElement?);
        foreach (var budget in new[] { "80%", "75%", "70%", "65%", "60%", "85%" })
        {
            var outcome = await RunAsync("elsewhere", Manifest(address, budget));
            if (outcome.ExitCode == 0 && Report(outcome) is var tighter && Rounds(tighter).Last().GetProperty("measuredMs").ValueKind == JsonValueKind.Null)
            {
                unknown = tighter;
                break;
            }
        }

        Assert.NotNull(unknown);
        Assert.Equal(("devices/here.json", "prediction"), (Recording(unknown.Value), Evidence(unknown.Value)));
        Assert.Contains("met by prediction", await File.ReadAllTextAsync(folder.In("out/edge/report.md")), StringComparison.Ordinal);

        (await RunAsync("elsewhere", Manifest(address, "90%"), "--require-verified")).Single(5, "BCMP5022");
        await using (await RunningAgent.StartAsync(listen: address.ToString()))
        {
            var verified = Report(await RunAsync("elsewhere", Manifest(address, "90%"), "--require-verified"));
            Assert.Null(Recording(verified));
            Assert.InRange(verified.GetProperty("latency").GetProperty("result").GetProperty("peakMemoryBytes").GetInt64(), 1, 1L << 30);
        }
    }

    [Fact]
    public async Task ARecordingThatIsNotMadeYetIsAsGoodAsNone()
    {
        SampleDataset.Write(folder.Path, trainImages: 20, validationImages: 20);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8), folder.In("net.onnx"));
        var nobody = new Uri("http://127.0.0.1:1");

        var report = Report(await RunAsync("store", Manifest(nobody, null)));
        Assert.Contains("cannot be reached", report.GetProperty("unverified").GetString(), StringComparison.Ordinal);
        (await RunAsync("store", Manifest(nobody, "90%"))).Single(5, "BCMP5010");
    }

    /// <summary>An agent that says what it is and then answers nothing more; then one that does, on the same device.</summary>
    [Fact]
    public async Task AnArtifactThatItsDeviceCouldNotMeasureIsMeasuredAgainAndNothingIsTrainedAgain()
    {
        SampleDataset.Write(folder.Path, trainImages: 20, validationImages: 20);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8), folder.In("net.onnx"));
        Uri address;
        await using (var lost = WebApplication.CreateSlimBuilder().Build())
        {
            lost.MapGet(AgentApi.Device, () => Results.Json(new DeviceDescription(AgentApi.Version, "0", DeviceFingerprint.Current(), new AgentLimits()), DeviceJson.Line));
            lost.Urls.Add("http://127.0.0.1:0");
            await lost.StartAsync();
            address = new Uri(lost.Urls.Single());
            foreach (var reused in new[] { false, true })
            {
                var unverified = Report(await RunAsync("store", Manifest(address, null)));
                Assert.Equal(JsonValueKind.String, unverified.GetProperty("unverified").ValueKind);
                Assert.Equal((reused, false), (IsReused(unverified, "Recover"), IsReused(unverified, "Verify")));
            }
        }

        await using var agent = await RunningAgent.StartAsync(listen: address.ToString());
        var verified = Report(await RunAsync("store", Manifest(address, null)));
        Assert.Equal(JsonValueKind.Null, verified.GetProperty("unverified").ValueKind);
        Assert.True(IsReused(verified, "Recover"));
        Report(await RunAsync("store", Manifest(address, null)));
        Assert.Single(agent.Measurements());
    }

    [Fact]
    public async Task WhatADeviceVerifiedStaysVerifiedWhileItIsAway()
    {
        SampleDataset.Write(folder.Path, trainImages: 20, validationImages: 20);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8), folder.In("net.onnx"));
        Uri address;
        await using (var agent = await RunningAgent.StartAsync())
        {
            address = agent.Address;
            Assert.Equal(JsonValueKind.Null, Report(await RunAsync("store", Manifest(address, null))).GetProperty("unverified").ValueKind);
        }

        var emitted = await File.ReadAllTextAsync(folder.In("out/edge/report.json"));
        var away = await RunAsync("store", Manifest(address, null));
        Assert.Equal(JsonValueKind.Null, Report(away).GetProperty("unverified").ValueKind);
        Assert.Equal(emitted, await File.ReadAllTextAsync(folder.In("out/edge/report.json")));
        Assert.Contains("BCMP5010", away.Error, StringComparison.Ordinal);

        // From the store, and for a release.
        Directory.Delete(folder.In("out"), recursive: true);
        Report(await RunAsync("store", Manifest(address, null), "--require-verified"));
        Assert.Equal(emitted, await File.ReadAllTextAsync(folder.In("out/edge/report.json")));

        // Beside an older, unverified one in the output: what the store has from the device replaces it.
        var report = System.Text.Json.Nodes.JsonNode.Parse(emitted)!;
        report["unverified"] = "too noisy";
        await File.WriteAllTextAsync(folder.In("out/edge/report.json"), report.ToJsonString());
        Assert.Equal(JsonValueKind.Null, Report(await RunAsync("store", Manifest(address, null))).GetProperty("unverified").ValueKind);
        Assert.Equal(emitted, await File.ReadAllTextAsync(folder.In("out/edge/report.json")));

        // Another artifact is another matter.
        (await RunAsync("store", Manifest(address, null, seed: 2), "--require-verified")).Single(5, "BCMP5022");
        Assert.Equal(emitted, await File.ReadAllTextAsync(folder.In("out/edge/report.json")));
        Assert.Equal(JsonValueKind.String, Report(await RunAsync("store", Manifest(address, null, seed: 2))).GetProperty("unverified").ValueKind);
    }

    private static bool IsReused(JsonElement report, string stage) =>
        report.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("stage").GetString() == stage).GetProperty("reused").GetBoolean();

    private static JsonElement Report(CommandOutcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Json.GetProperty("result").GetProperty("targets")[0];
    }

    private static string? Recording(JsonElement report) =>
        report.GetProperty("selection").GetProperty("latency").TryGetProperty("recording", out var recording) ? recording.GetString() : null;

    private static string? Evidence(JsonElement report) => report.GetProperty("budgets")[0].GetProperty("evidence").GetString();

    private static IEnumerable<JsonElement> Rounds(JsonElement report) => report.GetProperty("selection").GetProperty("latency").GetProperty("rounds").EnumerateArray();

    private Task<CommandOutcome> RunAsync(string store, string manifest, params string[] more) =>
        ToolProcess.RunAsync(["run", manifest, "--output", folder.In("out"), "--store", folder.In(store), "--json", .. more]);

    private string Manifest(Uri? agent, string? latency, int seed = 1) => folder.Write("net.json", $$"""
        { "version": 1,
          "model": "net.onnx",
          "data": { "train": { "format": "cifar10-binary", "path": "train.bin" },
            "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
          "compress": { "seed": {{seed}}, "prune": { "importance": "l1", "balance": false, "granularity": 4 }, "finetune": { "epochs": 0 },
            "quantise": { "method": "none" } },
          "targets": { "edge": { "budget": { {{(latency is null ? "\"macs\": \"70%\"" : $"\"latency\": \"{latency}\"")}} }, "agent": "{{agent?.ToString() ?? "local"}}",
            "measure": { "recording": "devices/here.json", "maxNoise": "50%", "blocks": 2 } } } }
        """);
}
