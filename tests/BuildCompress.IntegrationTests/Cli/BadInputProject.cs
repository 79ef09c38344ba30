using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data.Samples;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>
/// A manifest on four lines that name one thing each, a network so small that compressing it takes seconds, and an artifact emitted to
/// <c>out</c> before anything goes wrong. Compressed once for all tests; each works on a copy and shares the store.
/// </summary>
public sealed class BadInputProject : IDisposable
{
    /// <summary>What the artifact in <c>out</c> was emitted for.</summary>
    private const string EmittedBudget = "80%";

    private readonly TemporaryFolder folder = new();

    public BadInputProject()
    {
        SampleDataset.Write(folder.Path, trainImages: 80, validationImages: 40);
        OnnxFile.Write(Net, In("net.onnx"));
        // The artifact of the budget that tests ask for next is in the store too: only emitting it is left to do.
        foreach (var (macs, output) in new[] { (EmittedBudget, In("out")), ("60%", In("next")) })
        {
            WriteManifest(macs: macs);
            var run = ToolProcess.RunAsync("run", Manifest, "--output", output, "--store", Store, "--json").Result;
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
        }

        Directory.Delete(In("next"), recursive: true);
    }

    private BadInputProject(BadInputProject original)
    {
        Store = original.Store;
        foreach (var file in Directory.EnumerateFiles(original.folder.Path))
            File.Copy(file, In(Path.GetFileName(file)));
        Directory.CreateDirectory(In("out/edge"));
        foreach (var file in Directory.EnumerateFiles(original.In("out/edge")))
            File.Copy(file, Path.Combine(In("out/edge"), Path.GetFileName(file)));
    }

    /// <summary>The network, in memory.</summary>
    internal static Model Net { get; } = ResidualGraph.Classifier(seed: 1, classes: 10, stem: 4, 8);

    public string Manifest => In("net.json");

    public string Store { get => field ?? In("store"); } = null!;

    public string In(string name) => folder.In(name);

    public BadInputProject Copy() => new(this);

    /// <param name="model">Line 2, column 12.</param>
    /// <param name="train">From the value of its format on; its path is on line 4, column 15.</param>
    /// <param name="epochs">Of finetuning.</param>
    /// <param name="macs">Line 8, column 46.</param>
    internal void WriteManifest(
        string model = "net.onnx", string train = "\"cifar10-binary\",\n      \"path\": \"train.bin\"", double epochs = 0.5, string macs = "60%") =>
        File.WriteAllText(Manifest, FormattableString.Invariant($$"""
            { "version": 1,
              "model": "{{model}}",
              "data": { "train": { "format": {{train}} },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" } },
              "compress": { "prune": { "importance": "l1" }, "finetune": { "epochs": {{epochs}}, "batchSize": 16 },
                "quantise": { "calibrationSamples": 16, "finetune": { "epochs": 0.5, "batchSize": 16 } } },
              "targets": { "edge": { "budget": { "macs": "{{macs}}" }, "measure": { "blocks": 2 } } } }
            """));

    /// <summary>Runs the command on the manifest: into <c>out</c>, with the store of all tests.</summary>
    internal Task<CommandOutcome> RunAsync(string? output = null) =>
        ToolProcess.RunAsync("run", Manifest, "--output", output ?? In("out"), "--store", Store, "--json");

    /// <summary>Every file below <paramref name="path"/>, by its path there, with its bytes in hexadecimal.</summary>
    internal static SortedDictionary<string, string> Files(string path) => new(
        Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(path, file), file => Convert.ToHexString(File.ReadAllBytes(file))),
        StringComparer.Ordinal);

    public void Dispose() => folder.Dispose();
}
