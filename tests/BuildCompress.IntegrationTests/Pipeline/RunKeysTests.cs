using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Pipeline;
using BuildCompress.Pipeline.Scheduling;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>Each setting changes the key of the first stage that reads it, and so of all that follow; of no stage before.</summary>
public sealed class RunKeysTests
{
    private static readonly string[] Stages = ["importance", "selection", "recovery", "allocation", "quantisation", "artifact"];

    [Theory]
    [InlineData("importance", """ "compress": { "prune": { "importance": "l2" } } """)]
    [InlineData("importance", """ "compress": { "prune": { "importance": "taylor" } } """)]
    [InlineData("importance", """ "compress": { "prune": { "normalise": "none" } } """)]
    [InlineData("selection", """ "compress": { "prune": { "granularity": 4 } } """)]
    [InlineData("selection", """ "compress": { "prune": { "balance": false } } """)]
    [InlineData("selection", """ "compress": { "prune": { "dropBlocks": true } } """)]
    [InlineData("selection", """ "compress": { "prune": { "spatial": "columns" } } """)]
    [InlineData("selection", """ "compress": { "prune": { "gamma": 0.6 } } """)]
    [InlineData("selection", """ "compress": { "prune": { "maxRectangles": 2 } } """)]
    [InlineData("selection", """ "compress": { "prune": { "residuals": "union" } } """)]
    [InlineData("selection", """ "compress": { "seed": 2 } """)]
    [InlineData("selection", """ "compress": { "quantise": { "method": "none" } } """)]
    [InlineData("selection", """ "compress": { "quantise": { "bits": { "weights": 3 } } } """)]
    [InlineData("selection", """ "compress": { "quantise": { "bits": { "first": 4 } } } """)]
    [InlineData("selection", """ "budget": { "macs": "40%" } """)]
    [InlineData("selection", """ "budget": { "macs": "50%", "size": "50%" } """)]
    [InlineData("recovery", """ "compress": { "finetune": { "epochs": 3 } } """)]
    [InlineData("recovery", """ "compress": { "finetune": { "distill": { "weight": 0.7 } } } """)]
    [InlineData("recovery", """ "compress": { "finetune": { "precision": "bfloat16" } } """)]
    [InlineData("recovery", """ "compress": { "reparametrise": "acnet" } """)]
    [InlineData("quantisation", """ "compress": { "quantise": { "blocks": "merge-first" } } """)]
    [InlineData("quantisation", """ "compress": { "quantise": { "bn": "estimate" } } """)]
    [InlineData("selection", """ "compress": { "quantise": { "method": "qil" } } """)]
    [InlineData("selection", """ "budget": { "bops": "5%" } """)]
    [InlineData("allocation", """ "compress": { "quantise": { "bits": { "mixed": { "weights": [4, 8] } } } } """)]
    [InlineData("allocation", """ "compress": { "quantise": { "weightScales": "per-tensor" } } """)]
    [InlineData("quantisation", """ "compress": { "quantise": { "calibrationSamples": 99 } } """)]
    [InlineData("quantisation", """ "compress": { "quantise": { "percentile": 99 } } """)]
    [InlineData("quantisation", """ "compress": { "quantise": { "finetune": { "epochs": 2 } } } """)]
    [InlineData("artifact", """ "accuracy": { "maxDrop": "3%" } """)]
    [InlineData("artifact", """ "threads": 2 """)]
    [InlineData("artifact", """ "measure": { "blocks": 9 } """)]
    [InlineData("artifact", """ "agent": "https://pi4.local:5127" """)]
    public void ASettingOfATargetChangesTheStagesThatReadIt(string first, string setting)
    {
        using var files = new ManifestFiles();
        var (before, after) = (files.Keys(""), files.Keys(setting));
        var changed = Stages.Where((_, s) => before[s] != after[s]).ToArray();
        Assert.Equal(Stages.SkipWhile(s => s != first), changed);
    }

    [Theory]
    [InlineData("recovery", """ "augment": { "crop": 4 } """)]
    [InlineData("recovery", """ "preprocess": { "mean": 0.5 } """)]
    public void ASettingOfTheManifestChangesTheStagesThatReadIt(string first, string setting)
    {
        using var files = new ManifestFiles();
        var (before, after) = (files.Keys(""), files.Keys("", setting));
        Assert.Equal(Stages.SkipWhile(s => s != first), Stages.Where((_, s) => before[s] != after[s]));
    }

    [Theory]
    [InlineData("artifact", "\"macs\": \"50%\"")]
    [InlineData("selection", "\"latency\": \"50%\"")]
    public void AnotherDeviceAtTheSameAddressIsVerifiedOnAndPlannedForAnew(string first, string budget)
    {
        using var files = new ManifestFiles();
        var target = $$""" "agent": "https://pi.local:5127", "budget": { {{budget}} } """;
        var (before, after) = (files.Keys(target), files.Keys(target, device: "Cortex-A76"));
        Assert.Equal(Stages.SkipWhile(s => s != first), Stages.Where((_, s) => before[s] != after[s]));
    }

    [Theory]
    [InlineData("selection", "\"latency\": \"50%\"")]
    [InlineData(null, "\"macs\": \"50%\"")]
    public void RecordedNumbersCountWhereTheyArePlannedWith(string? first, string budget)
    {
        using var files = new ManifestFiles();
        var target = $$""" "agent": "https://pi.local:5127", "budget": { {{budget}} } """;
        var (before, after) = (files.Keys(target), files.Keys(target, recording: "other numbers"));
        Assert.Equal(first is null ? [] : Stages.SkipWhile(s => s != first), Stages.Where((_, s) => before[s] != after[s]));
    }

    /// <summary>An artifact is found again by the device that verified it, while that is away; one of another device is not taken for it.</summary>
    [Theory]
    [InlineData("\"latency\": \"50%\"", null)]
    [InlineData("\"latency\": \"50%\"", "numbers")]
    [InlineData("\"macs\": \"50%\"", null)]
    public void TheArtifactOfADeviceThatIsAwayHasTheKeyItHadWhenItWasThere(string budget, string? recording)
    {
        using var files = new ManifestFiles();
        var target = $$""" "agent": "https://pi.local:5127", "budget": { {{budget}} } """;
        var there = files.Keys(target, recording: recording)[^1];

        Assert.Equal(there, files.Keys(target, recording: recording, away: true)[^1]);
        Assert.NotEqual(there, files.Keys(target, recording: recording, device: "Cortex-A76", away: true)[^1]);
    }

    /// <summary>Training depends on what was chosen, not on what it was chosen by; bits that differ layer by layer share the budgets, and where all have the same nobody asks for an allocation.</summary>
    [Theory]
    [InlineData("""{ "method": "lsq" }""", "selection", "allocation", "artifact")]
    [InlineData("""{ "method": "lsq", "bits": { "mixed": { "weights": [4, 8] } } }""", "selection", "allocation", "quantisation", "artifact")]
    public void TheSameChoiceForAnotherBudgetAndDeviceIsNotTrainedAgain(string quantise, params string[] changed)
    {
        using var files = new ManifestFiles();
        var (first, second, other) = (Selected(true, 1), Selected(true, 2), Selected(false, 1));
        string Target(string latency) => $$""" "compress": { "quantise": {{quantise}} }, "agent": "https://pi.local:5127", "budget": { "latency": "{{latency}}" } """;
        var before = files.Keys(Target("50%"), chosen: first);

        var after = files.Keys(Target("1 ms"), device: "Cortex-A76", chosen: second);

        Assert.Equal(changed, Stages.Where((_, s) => before[s] != after[s]));
        Assert.NotEqual(before[2], files.Keys(Target("50%"), chosen: other)[2]);
    }

    private static Selected Selected(bool kept, double objective) => new(new ChannelSelection([[true, kept]]), new SelectionReport(objective, null, 1));

    private sealed class ManifestFiles : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("run-keys");

        public ContentKey[] Keys(string target, string fields = "", string device = "Cortex-A72", string? recording = null, Selected? chosen = null, bool away = false)
        {
            foreach (var name in new[] { "net.onnx", "a.bin", "b.bin" })
                File.WriteAllText(Path.Combine(folder.FullName, name), name);
            var path = Path.Combine(folder.FullName, "net.json");
            var budget = target.Contains("budget", StringComparison.Ordinal) ? "" : "\"budget\": { \"macs\": \"50%\" },";
            File.WriteAllText(path, $$"""
                { "version": 1, "model": "net.onnx", "data": { "train": { "format": "cifar10-binary", "path": "a.bin" },
                  "validation": { "format": "cifar10-binary", "path": "b.bin" } },
                  "compress": { "prune": { "importance": "l1" }, "quantise": { "bits": { "weights": 4 } } }, {{(fields.Length > 0 ? fields + "," : "")}}
                  "targets": { "edge": { {{budget}} {{target}} } } }
                """);
            var manifest = ManifestReader.Read(path);
            var keys = new RunKeys(manifest, [manifest.Model.Value], _ => away ? Away(device, recording) : new DeviceIdentity(device, recording));
            var edge = manifest.Targets[0];
            var selection = keys.Selection(edge);
            var choice = chosen is null ? selection : RunKeys.Choice(chosen);
            return
            [
                keys.Importance(edge.Compress), selection, keys.Recovery(edge, choice), keys.Allocation(edge, choice), keys.Quantisation(edge, choice),
                away ? keys.ArtifactOfLastSeen(edge)!.Value.Key : keys.Artifact(edge),
            ];
        }

        private static DeviceIdentity Away(string before, string? recording) => new(
            "absent", null, new DeviceAbsence(DiagnosticCatalog.AgentUnreachable.Because("Away.", "Come back."), new DeviceIdentity(before, recording)));

        public void Dispose() => folder.Delete(recursive: true);
    }
}
