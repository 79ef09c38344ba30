using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>A whole run that thins out kernels: select, cut, train, quantise, export, verify, emit.</summary>
[Collection(BadInputCollection.Name)]
public sealed class SpatialRunTests(BadInputProject original) : IDisposable
{
    private readonly BadInputProject project = original.Copy();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task RectanglesAreConvolutionsOfTheirOwnAndTheirMacsAreReallySaved()
    {
        var (report, model) = await Run("\"spatial\": \"rectangles\", \"maxRectangles\": 3");
        var cost = CostModel.Count(model);
        Assert.Equal(cost.Macs.Value, report.GetProperty("result").GetProperty("macs").GetInt64());
        Assert.InRange(cost.Macs.Value, 1, Limit(report));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("result").GetProperty("zeroMacs").ValueKind);

        var spatial = report.GetProperty("selection").GetProperty("spatial");
        Assert.Equal("rectangles", spatial.GetProperty("mode").GetString(), ignoreCase: true);
        Assert.All(spatial.GetProperty("layers").EnumerateArray(), layer => Assert.InRange(layer.GetProperty("shapes").GetInt32(), 1, 3));
        var parts = spatial.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("shapes").GetInt32());
        Assert.True(parts > spatial.GetProperty("layers").GetArrayLength());
        Assert.Empty(report.GetProperty("fusion").GetProperty("float").EnumerateArray());
    }

    /// <summary>After training and quantisation the lost columns are still zeros, and the budget holds without them.</summary>
    [Fact]
    public async Task ColumnsStayZeroAndAreCountedApart()
    {
        var (report, model) = await Run("\"spatial\": \"columns\"");
        var zeros = ZeroColumns.Of(model.Graph, ShapeInference.Infer(model));
        var result = report.GetProperty("result");
        Assert.InRange(zeros.Macs.Value, 1, long.MaxValue);
        Assert.Equal(zeros.Macs.Value, result.GetProperty("zeroMacs").GetInt64());
        Assert.Equal(CostModel.Count(model).Macs.Value, result.GetProperty("macs").GetInt64() + zeros.Macs.Value);
        Assert.InRange(result.GetProperty("macs").GetInt64(), 1, Limit(report));
        Assert.True(CostModel.Count(model).Macs.Value > Limit(report));
        Assert.Contains("a dense runtime saves nothing", await File.ReadAllTextAsync(project.In("spatial/edge/report.md")), StringComparison.Ordinal);
    }

    private static long Limit(JsonElement report) => report.GetProperty("budgets")[0].GetProperty("limit").GetInt64();

    private async Task<(JsonElement Report, Model Model)> Run(string spatial)
    {
        project.WriteManifest(macs: "45%");
        var manifest = await File.ReadAllTextAsync(project.Manifest);
        await File.WriteAllTextAsync(project.Manifest, manifest.Replace("\"importance\": \"l1\"", $"\"importance\": \"l1\", \"gamma\": 0.6, {spatial}", StringComparison.Ordinal));
        var outcome = await project.RunAsync(project.In("spatial"));
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return (outcome.Json.GetProperty("result").GetProperty("targets")[0], OnnxFile.Read(project.In("spatial/edge/net.onnx")));
    }
}
