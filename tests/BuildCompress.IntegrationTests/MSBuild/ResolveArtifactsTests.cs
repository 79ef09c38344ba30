using BuildCompress.MSBuild;
using Microsoft.Build.Framework;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>The cheap half of the build: what a manifest promises.</summary>
public sealed class ResolveArtifactsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("resolve-").FullName;
    private readonly RecordingBuildEngine engine = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryTargetBecomesAnArtifactOfItsOwn()
    {
        var artifacts = Resolve(Manifest("a", "net.onnx", ("phone", "50%"), ("sensor", "25%")));

        Assert.Equal(["models/phone/net.onnx", "models/sensor/net.onnx"], artifacts.Select(item => item.GetMetadata("TargetPath")));
        Assert.Equal(["phone", "sensor"], artifacts.Select(item => item.GetMetadata("HardwareTarget")));
    }

    [Fact]
    public void FilesOfTheManifestNeedNotExistYet()
    {
        var artifact = Resolve(Manifest("a", "made-later.onnx", ("phone", "50%"))).Single();

        Assert.Contains("made-later.onnx", artifact.GetMetadata("Inputs"), StringComparison.Ordinal);
        Assert.Empty(engine.Errors);
    }

    [Theory]
    [InlineData("net.onnx.data")]
    [InlineData("net.onnx_data")]
    public void WeightsBesideTheModelAreInputs(string name)
    {
        File.WriteAllText(Path.Combine(folder, name), "");

        var artifact = Resolve(Manifest("a", "net.onnx", ("phone", "50%"))).Single();

        Assert.Contains(Path.Combine(folder, name), artifact.GetMetadata("Inputs").Split(';'));
    }

    [Fact]
    public void RequestChangesForTheEditedTargetOnly()
    {
        var before = Resolve(Manifest("a", "net.onnx", ("phone", "50%"), ("sensor", "25%")));
        var after = Resolve(Manifest("a", "net.onnx", ("phone", "50%"), ("sensor", "26%")));

        Assert.Equal(Request(before[0]), Request(after[0]));
        Assert.NotEqual(Request(before[1]), Request(after[1]));
    }

    [Fact]
    public void MovingATargetInTheFileChangesNoRequest()
    {
        var before = Resolve(Manifest("a", "net.onnx", ("phone", "50%"), ("sensor", "25%")));
        var after = Resolve(Manifest("a", "net.onnx", ("sensor", "25%"), ("phone", "50%")));

        Assert.Equal(Request(before[0]), Request(after[1]));
        Assert.Equal(Request(before[1]), Request(after[0]));
    }

    [Fact]
    public void NamedTargetsOnlyAreBuilt()
    {
        var manifest = Manifest("a", "net.onnx", ("phone", "50%"), ("sensor", "25%"));

        Assert.Equal("sensor", Resolve([manifest], "sensor").Single().GetMetadata("HardwareTarget"));
    }

    [Fact]
    public void UnknownTargetIsNamedTogetherWithTheKnownOnes()
    {
        Assert.False(Task(["nowhere"], Manifest("a", "net.onnx", ("phone", "50%"))).Execute());

        var error = Assert.Single(engine.Errors);
        Assert.Equal("BCMP1002", error.Code);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains("phone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoManifestsCannotMakeTheSameArtifact()
    {
        var first = Manifest("a", "net.onnx", ("phone", "50%"));
        var second = Manifest("b", "other/net.onnx", ("phone", "25%"));

        Assert.False(Task([], first, second).Execute());

        var error = Assert.Single(engine.Errors);
        Assert.Equal(("BCMP1016", second), (error.Code, error.File));
    }

    [Fact]
    public void EveryMistakeHasItsPlace()
    {
        var manifest = Path.Combine(folder, "bad.json");
        File.WriteAllText(manifest, "{\n  \"version\": 1,\n  \"modle\": \"net.onnx\"\n}\n");

        Assert.False(Task([], manifest).Execute());

        var unknown = Assert.Single(engine.Errors, error => error.Code == "BCMP1003");
        Assert.Equal((manifest, 3, 3), (unknown.File, unknown.LineNumber, unknown.ColumnNumber));
    }

    private static string Request(ITaskItem artifact) => artifact.GetMetadata("Request");

    private ITaskItem[] Resolve(params string[] manifests) => Resolve(manifests, target: null);

    private ITaskItem[] Resolve(string[] manifests, string? target)
    {
        var task = Task(target is null ? [] : [target], manifests);
        Assert.True(task.Execute(), string.Join('\n', engine.Errors.Select(error => error.Message)));
        return task.Artifacts;
    }

    private ResolveBuildCompressArtifacts Task(string[] targets, params string[] manifests) =>
        new() { BuildEngine = engine, Manifests = manifests, Targets = targets, OutputFolder = "obj/models/" };

    private string Manifest(string name, string model, params (string Name, string Macs)[] targets)
    {
        var path = Path.Combine(folder, name + ".json");
        var entries = targets.Select(target => $$"""    "{{target.Name}}": { "budget": { "macs": "{{target.Macs}}" } }""");
        File.WriteAllText(path, $$"""
            {
              "version": 1,
              "model": "{{model}}",
              "data": {
                "train": { "format": "cifar10-binary", "path": "train.bin" },
                "validation": { "format": "cifar10-binary", "path": "validation.bin" }
              },
              "targets": {
            {{string.Join(",\n", entries)}}
              }
            }
            """);
        return path;
    }
}
