using System.Text.RegularExpressions;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.Tests.Core;

public sealed class DiagnosticCatalogTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "diagnostics");

    [Fact]
    public void EveryIdHasAPageWithItsTitle()
    {
        foreach (var descriptor in DiagnosticCatalog.All)
        {
            var page = Path.Combine(Pages, descriptor.Id + ".md");
            Assert.True(File.Exists(page), $"{descriptor.Id} has no page in docs/diagnostics.");
            Assert.Equal($"# {descriptor.Id}: {descriptor.Title}", File.ReadLines(page).First());
        }
    }

    [Fact]
    public void EveryPageHasAnId() => Assert.Equal(
        DiagnosticCatalog.All.Select(d => d.Id),
        Directory.GetFiles(Pages, "BCMP*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryIdIsDeclaredInTheFileOfItsRange()
    {
        var folder = Path.Combine(Repository.Root, "src", "BuildCompress.Core", "Diagnostics");
        foreach (var (range, digit) in Ranges)
        {
            var source = File.ReadAllText(Path.Combine(folder, $"DiagnosticCatalog.{range}.cs"));
            Assert.All(Regex.Matches(source, "\"BCMP(.*?)\"").Select(m => m.Groups[1].Value), id => Assert.Matches($"^{digit}[0-9]{{3}}$", id));
        }

        Assert.Equal(Ranges.Length, Directory.GetFiles(folder, "DiagnosticCatalog.*.cs").Length);
    }

    [Fact]
    public void TheFirstErrorDecidesTheExitCode()
    {
        var warning = DiagnosticCatalog.UnexpectedFailure.Because("w", "n") with { Severity = Severity.Warning };
        var manifest = DiagnosticCatalog.ManifestNotFound.In("a.json", "m", "n");
        var store = DiagnosticCatalog.ReportUnreadable.In("b.json", "m", "n");

        Assert.Equal(ExitCode.Manifest, DiagnosticCatalog.ExitCodeOf([warning, manifest, store]));
        Assert.Equal(ExitCode.Ok, DiagnosticCatalog.ExitCodeOf([warning]));
    }

    [Fact]
    public void ADiagnosticPrintsInTheFormMSBuildReads() => Assert.Equal(
        "a.json(3,7): error BCMP1001: It is gone. Put it back.",
        DiagnosticCatalog.ManifestNotFound.At(new SourceSpan("a.json", 3, 7), "It is gone.", "Put it back.").ToString());

    private static readonly (string Range, char Digit)[] Ranges =
    [
        ("Environment", '0'), ("Manifest", '1'), ("Model", '2'), ("Budgets", '3'), ("Training", '4'), ("Devices", '5'), ("Store", '6'),
        ("Internal", '9'),
    ];
}
