using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BuildCompress.Core.Manifests;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.Tests.Core;

/// <summary><c>docs/manifest.md</c>: its tables are the schema's, its example names every field, and every example in the docs is right.</summary>
public sealed class ManifestPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "manifest.md");

    private static readonly JsonObject Schema = JsonNode.Parse(ManifestSchema.Generate())!.AsObject();

    /// <summary>After a change of the manifest, write the tables anew: run this test with <c>UPDATE_DOCS=1</c> in the environment.</summary>
    [Fact]
    public void TheTablesAreInStepWithTheSchema()
    {
        var page = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var tables = new Regex("(?<=<!-- tables:[^\n]*-->\n).*(?=\n<!-- end of tables -->)", RegexOptions.Singleline);
        var expected = tables.Replace(page, _ => ManifestTables.Render(Schema));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Page, expected);
        else
            Assert.Equal(expected, page);
        Assert.Contains("| `maxDrop` |", expected, StringComparison.Ordinal);
    }

    [Fact]
    public void TheExampleNamesEveryField()
    {
        var example = JsonNode.Parse(Assert.Single(Examples(Page)), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;

        Assert.All(ManifestTables.Fields(Schema), field => Assert.True(Find(example, field.Split('.')) is not null, $"The example lacks {field}."));
    }

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("docs/manifest.md", 1)]
    public void ExamplesAreManifests(string page, int count)
    {
        var examples = Examples(Path.Combine(Repository.Root, page)).ToList();

        Assert.Equal(count, examples.Count);
        foreach (var example in examples)
        {
            using var file = new ManifestFile(example);
            Assert.NotEmpty(ManifestReader.Read(file.Path, filesMustExist: false).Targets);
        }
    }

    private static IEnumerable<string> Examples(string page) =>
        Regex.Matches(File.ReadAllText(page).ReplaceLineEndings("\n"), "^```jsonc\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value);

    private static JsonNode? Find(JsonNode? node, IEnumerable<string> path)
    {
        foreach (var name in path)
            node = name == "NAME" ? node?.AsObject().First().Value : node?[name];
        return node;
    }
}
