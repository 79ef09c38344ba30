using System.Text.Json;
using BuildCompress.Onnx;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>A model whose weights lie in a second file, under a name of the exporter's choice.</summary>
[Collection(BadInputCollection.Name)]
public sealed class ExternalDataRunTests(BadInputProject original) : IDisposable
{
    private readonly BadInputProject project = original.Copy();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("net.onnx.data")]
    [InlineData("weights.bin")]
    public async Task WeightsInAnotherFileAreReadAndDecideTheResult(string data)
    {
        project.WriteManifest();
        OnnxFile.WriteWithExternalData(BadInputProject.Net, project.In("net.onnx"), data, minBytes: 64);

        var first = await Report();
        var weights = File.ReadAllBytes(project.In(data));
        File.WriteAllBytes(project.In(data), [.. weights[..^4], .. BitConverter.GetBytes(0.5f)]);
        var second = await Report();

        Assert.Equal(new FileInfo(project.In("net.onnx")).Length + weights.Length, first.GetProperty("original").GetProperty("fileBytes").GetInt64());
        Assert.NotEqual(Key(first), Key(second));
    }

    private static string Key(JsonElement report) => report.GetProperty("provenance").GetProperty("contentKey").GetString()!;

    private async Task<JsonElement> Report()
    {
        var outcome = await project.RunAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Json.GetProperty("result").GetProperty("targets")[0];
    }
}
