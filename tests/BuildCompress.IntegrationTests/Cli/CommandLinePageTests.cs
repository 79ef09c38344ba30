using System.Text.RegularExpressions;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary><c>docs/command-line.md</c> lists what the command has, no more and no less.</summary>
public sealed class CommandLinePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "command-line.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task CommandsAndOptionsAreThoseOfTheHelp()
    {
        var commands = Found((await CommandOutcome.RunAsync("--help")).Output, @"^  ([a-z]+)( <| {2,})");
        var options = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var command in commands)
            options.UnionWith(Found((await CommandOutcome.RunAsync(command, "--help")).Output, "^  (?:-., )?(--[a-z-]+)"));
        options.Remove("--help");

        Assert.Equal(commands, Found(Section("Commands"), @"^\| `([a-z]+)"));
        Assert.Equal(options, Found(Section("Options"), @"^\| `(--[a-z-]+)"));
        Assert.True(commands.Count >= 6 && options.Count >= 8);
    }

    [Fact]
    public void ExitCodesAreThoseOfTheDiagnostics()
    {
        var rows = Regex.Matches(Section("Exit codes"), @"^\| (\d+) \|[^|]*\|(.*)\|$", RegexOptions.Multiline)
            .ToDictionary(row => (ExitCode)int.Parse(row.Groups[1].Value), row => Regex.Matches(row.Groups[2].Value, "BCMP[0-9x]+").Select(m => m.Value));

        Assert.Equal(Enum.GetValues<ExitCode>().Order(), rows.Keys.Order());
        Assert.All(DiagnosticCatalog.All, descriptor => Assert.Equal(descriptor.ExitCode, CodeOf(descriptor.Id)));

        // The pattern with the fewest open digits counts.
        ExitCode CodeOf(string id) => rows
            .SelectMany(row => row.Value.Select(pattern => (row.Key, Pattern: pattern)))
            .Where(row => Regex.IsMatch(id, $"^{row.Pattern.Replace('x', '.')}$"))
            .MinBy(row => row.Pattern.Count(c => c == 'x')).Key;
    }

    private static string Section(string heading) =>
        Regex.Match(Page, $"^## {heading}\n(.*?)(?=^## )", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    private static SortedSet<string> Found(string text, string pattern) =>
        new(Regex.Matches(text.ReplaceLineEndings("\n"), pattern, RegexOptions.Multiline).Select(m => m.Groups[1].Value), StringComparer.Ordinal);
}
