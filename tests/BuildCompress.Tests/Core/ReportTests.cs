using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Reports;

namespace BuildCompress.Tests.Core;

public sealed class ReportTests
{
    private static readonly TargetReport Report = new(
        "edge", "shapes",
        new AccuracyReport(2000, 0.985, 0.976, 0.02, [new("cut", 0.412), new("finetune", 0.981), new("quantise", 0.9765)]),
        new ModelFigures(2_000_000, 90_000, 370_000), new ModelFigures(990_000, 41_000, 61_000),
        new LatencyReport("x64, AVX512", "ONNX Runtime 1.23", 1, new(0.5, 0.4), new(0.2, 0.1), 0.4, 0.39, 0.41, 0.013),
        null,
        [new("macs", 1_000_000, 990_000), new("size", 60_000, 61_000)],
        new SelectionReport(95, 100, 0.73)
        {
            Budgets = [new("macs", 1_000_000, 989_000, Binds: true, 4e-5, 0.0042), new("size", 60_000, 59_000, Binds: false, 0, 0)],
            GridLoss = 0.0123,
        },
        [new("conv|1", 8, 16), new("conv2", 32, 32), new("conv3", 1, 64)],
        new FusionReport(9, []) { Weights = [new("int4", 7, 1000, 500), new("int8", 2, 300, 300)] },
        [new("Import", 0.01, false), new("Recover", 12.34, true)],
        new Provenance("0.1.0", new Dictionary<string, string> { ["libtorch"] = "1.13.1" }, 1, new string('a', 64)));

    [Fact]
    public void AReportSurvivesTheFile()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, ReportFile.ToJson(Report));
            Assert.Equal(ReportFile.ToJson(Report), ReportFile.ToJson(ReportFile.Read(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TheFileNamesItsVersionFirstAndComputedValuesToo()
    {
        using var json = JsonDocument.Parse(ReportFile.ToJson(Report));

        Assert.Equal("schemaVersion", json.RootElement.EnumerateObject().First().Name);
        Assert.Equal(0.05, json.RootElement.GetProperty("selection").GetProperty("gap").GetDouble(), 12);
        Assert.Equal(-1000, json.RootElement.GetProperty("budgets")[1].GetProperty("slack").GetInt64());
        Assert.False(json.RootElement.GetProperty("budgets")[1].GetProperty("met").GetBoolean());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"schemaVersion\": 2}")]
    public void ADamagedReportIsADiagnostic(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var error = Assert.Throws<DiagnosticException>(() => ReportFile.Read(path));
            Assert.Equal("BCMP6101", Assert.Single(error.Diagnostics).Id);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ThePageShowsBarsInProportionAndEscapesTables()
    {
        var page = MarkdownReport.Render(Report);

        Assert.Contains(@"| conv\|1 | 8/16 | `" + new string('█', 12) + new string('·', 12) + "` |", page);
        Assert.Contains("| conv2 | 32/32 | `" + new string('█', 24) + "` |", page);
        Assert.Contains("| conv3 | 1/64 | `▍", page);
        Assert.Contains("| accuracy | 98.50 % | 97.60 % | -0.90 points |", page);
        Assert.Contains("| size | 60,000 | 61,000 | -1,000 (-1.67 %) | **missed** |", page);
        Assert.Contains("within 5.00 % of the best possible", page);
        Assert.Contains("| macs | 1,000,000 | 990,000 | 10,000 (1.00 %) | met, binds | +0.42 % importance |", page);
        Assert.Contains("grid of channel counts cost 1.23 %", page);
    }

    [Fact]
    public void EveryTableRowHasAsManyCellsAsItsHead()
    {
        var width = 0;
        foreach (var line in MarkdownReport.Render(Report).Split('\n'))
        {
            var cells = line.StartsWith('|') ? line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|') : 0;
            Assert.True(width == 0 || cells == 0 || cells == width, line);
            width = cells;
        }
    }
}
