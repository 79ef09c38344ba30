using System.Diagnostics;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Onnx;
using BuildCompress.Training.Data.Samples;
using Microsoft.Build.Logging.StructuredLogger;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>A user's project: one manifest, two targets, a model so small that compressing it takes seconds.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private readonly PackageFeed feed;
    private int builds;

    public ConsumerProject(PackageFeed feed)
    {
        this.feed = feed;
        Folder = Directory.CreateDirectory(Path.Combine(feed.Folder, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Combine(Folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <BuildCompressToolPath>{PackageFeed.Tool}</BuildCompressToolPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="BuildCompress.MSBuild" Version="*" PrivateAssets="all" />
                <BuildCompressManifest Include="model.compress.json" />
              </ItemGroup>
            </Project>
            """);
        SampleDataset.Write(Path.Combine(Folder, "data"), trainImages: 160, validationImages: 80);
        OnnxFile.Write(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 4, 8), Path.Combine(Folder, "net.onnx"));
        WriteManifest(("phone", "80%"), ("sensor", "60%"));
    }

    public string Folder { get; }

    public string Manifest => Path.Combine(Folder, "model.compress.json");

    /// <summary>Artifacts in a folder below the project, by path below it.</summary>
    public IEnumerable<string> Artifacts(string below)
    {
        var folder = Path.Combine(Folder, below);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order()
            : [];
    }

    /// <param name="targets">Names and budgets in MACs.</param>
    public void WriteManifest(params (string Name, string Macs)[] targets) => WriteManifest(epochs: 0.5, targets);

    public void WriteManifest(double epochs, params (string Name, string Macs)[] targets)
    {
        var entries = targets.Select(target => $$"""    "{{target.Name}}": { "budget": { "macs": "{{target.Macs}}" }, "measure": { "blocks": 2 } }""");
        File.WriteAllText(Manifest, $$"""
            {
              "version": 1,
              "model": "net.onnx",
              "data": {
                "train": { "format": "cifar10-binary", "path": "data/train.bin" },
                "validation": { "format": "cifar10-binary", "path": "data/validation.bin" }
              },
              "compress": {
                "finetune": { "epochs": {{FormattableString.Invariant($"{epochs}")}}, "batchSize": 16, "learningRate": 0.01 },
                "quantise": { "calibrationSamples": 32, "finetune": { "epochs": 0.5, "batchSize": 16 } }
              },
              "targets": {
            {{string.Join(",\n", entries)}}
              }
            }
            """);
    }

    /// <summary>Runs a <c>dotnet</c> command in the project's folder.</summary>
    public Task<(int ExitCode, string Output)> Run(params string[] arguments) => Dotnet.Run(Folder, feed.Environment, arguments);

    /// <summary>Starts <c>dotnet build</c> with the plain logger.</summary>
    public Process StartBuild(Action<string> heard) => Dotnet.Start(Folder, feed.Environment, heard, "build", "-nodeReuse:false", "-tl:off");

    /// <summary>Builds, expects success and tells for which targets a worker ran.</summary>
    public async Task<IReadOnlyList<string>> Build()
    {
        var log = Path.Combine(Folder, $"build{++builds}.binlog");
        var (exitCode, output) = await Run("build", "-nodeReuse:false", "-tl:off", $"-bl:{log}");
        Assert.True(exitCode == 0, output);

        var workers = new List<string>();
        BinaryLog.ReadBuild(log).VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(task =>
        {
            if (task.Name == "BuildCompressModels")
                workers.Add(task.FindFirstDescendant<Property>(property => property.Name == "HardwareTarget")!.Value);
        });
        return workers;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
