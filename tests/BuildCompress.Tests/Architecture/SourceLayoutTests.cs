using System.Text.RegularExpressions;

namespace BuildCompress.Tests.Architecture;

/// <summary>Folder = concept = namespace, and one source for both engine providers.</summary>
public sealed partial class SourceLayoutTests
{
    private static readonly string[] Tops = ["src", "tasks", "tests"];

    private static readonly string[] NamesOfNothing = ["utils", "utilities", "helpers", "common", "misc", "shared"];

    [Fact]
    public void EveryFolderNamesAConcept()
    {
        var nameless = Tops.SelectMany(Repository.Folders)
            .Where(folder => NamesOfNothing.Contains(Path.GetFileName(folder).ToLowerInvariant()))
            .Select(Repository.RelativePath);

        Assert.Empty(nameless);
    }

    [Fact]
    public void NamespacesFollowFolders()
    {
        var strays = from path in Tops.SelectMany(top => Repository.Files(top, "*.cs"))
                     where !Repository.RelativePath(path).StartsWith("tests/BuildCompress.ReferenceSignatures/", StringComparison.Ordinal) // the packages' own
                     let declared = Namespace().Match(File.ReadAllText(path))
                     where declared.Success && !Fits(declared.Groups[1].Value, NamespaceOf(path))
                     select $"{Repository.RelativePath(path)}: {declared.Groups[1].Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void OnlyTheEnginesAreCompiledConditionally()
    {
        var conditional = Tops.SelectMany(top => Repository.Files(top, "*.cs"))
            .Where(path => !Repository.RelativePath(path).StartsWith("src/BuildCompress.Engines/", StringComparison.Ordinal))
            .Where(path => ConditionalCompilation().IsMatch(File.ReadAllText(path)))
            .Select(Repository.RelativePath);

        Assert.Empty(conditional);
    }

    /// <summary>The engines' types are nested as their packages nest them, so there a folder may be finer than its namespace.</summary>
    private static bool Fits(string declared, string expected) =>
        declared == expected
        || (expected.StartsWith("BuildCompress.Engines.", StringComparison.Ordinal)
            && expected.StartsWith(declared + ".", StringComparison.Ordinal));

    private static string NamespaceOf(string path)
    {
        var folders = Repository.RelativePath(path).Split('/')[1..^1];
        return folders.Length == 0 ? "BuildCompress.Tests" : string.Join('.', folders);
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*#\s*if\b", RegexOptions.Multiline)]
    private static partial Regex ConditionalCompilation();
}
