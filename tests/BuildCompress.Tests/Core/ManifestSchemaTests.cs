using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BuildCompress.Core.Manifests;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.Tests.Core;

public sealed class ManifestSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(ManifestSchema.Generate())!.AsObject();

    /// <summary>After a change of the manifest: <c>buildcompress schema --output src/BuildCompress.Core/schema/buildcompress.schema.json</c>.</summary>
    [Fact]
    public void TheCommittedSchemaIsInStep() => Assert.Equal(
        ManifestSchema.Generate(),
        File.ReadAllText(Path.Combine(Repository.Root, "src", "BuildCompress.Core", "schema", "buildcompress.schema.json")));

    [Fact]
    public void EveryObjectIsClosedAndEveryFieldDescribed()
    {
        var objects = 0;
        Visit(Schema, schema =>
        {
            if (schema["properties"] is not JsonObject properties)
                return;
            objects++;
            Assert.False(schema["additionalProperties"]!.GetValue<bool>());
            Assert.All(properties, p => Assert.False(string.IsNullOrEmpty((string?)p.Value!["description"]), p.Key));
        });
        Assert.True(objects > 15);
    }

    [Fact]
    public void EveryDefaultIsWhatTheReaderTakes()
    {
        using var file = ManifestFile.With("");
        using var explicitly = ManifestFile.With($"\"compress\": {Defaults(Schema["properties"]!["compress"]!.AsObject())}");

        Assert.Equal(file.Read().Compress, explicitly.Read().Compress);
    }

    [Theory]
    [InlineData("macs", "50%", true)]
    [InlineData("macs", "20 M", true)]
    [InlineData("macs", "20 MB", false)]
    [InlineData("macs", "20", false)]
    [InlineData("size", "1.5 MiB", true)]
    [InlineData("size", "1.5 KB", false)]
    public void PatternsAgreeWithTheReader(string kind, string written, bool right)
    {
        var pattern = (string)Schema["properties"]!["targets"]!["additionalProperties"]!["properties"]!["budget"]!["properties"]![kind]!["anyOf"]![1]!["pattern"]!;
        using var file = ManifestFile.With("", $$""" "edge": { "budget": { "{{kind}}": "{{written}}" } } """);

        Assert.Equal(right, Regex.IsMatch(written, pattern, RegexOptions.ECMAScript));
        Assert.Equal(right, Record.Exception(file.Read) is null);
    }

    [Fact]
    public void ATargetsOverridesStateNoDefaults()
    {
        var overrides = Schema["properties"]!["targets"]!["additionalProperties"]!["properties"]!["compress"]!.AsObject();
        Visit(overrides, schema => Assert.False(schema.ContainsKey("default")));
    }

    /// <summary>A section of the schema with every default written out; sections that may be null are off by default.</summary>
    private static JsonNode Defaults(JsonObject section)
    {
        if (section["default"] is { } value)
            return value.DeepClone();
        var written = new JsonObject();
        foreach (var (name, field) in section["properties"]!.AsObject().Where(f => f.Value!["type"] is not JsonArray))
            written[name] = Defaults(field!.AsObject());
        return written;
    }

    private static void Visit(JsonNode? node, Action<JsonObject> action)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Visit(item, action);
        }

        if (node is not JsonObject schema)
            return;
        action(schema);
        foreach (var (_, child) in schema)
            Visit(child, action);
    }
}
