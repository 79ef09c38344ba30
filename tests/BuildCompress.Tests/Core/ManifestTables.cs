using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BuildCompress.Tests.Core;

/// <summary>The manifest's schema as Markdown: a table per section, and one for sections that are alike.</summary>
internal static class ManifestTables
{
    private const string Overrides = "targets.NAME.compress";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(JsonObject schema)
    {
        var sections = new List<(string Path, string Table)>();
        Collect(schema, "", sections);
        var page = new StringBuilder();
        foreach (var alike in sections.GroupBy(s => s.Table))
            page.Append(CultureInfo.InvariantCulture, $"\n### {string.Join(", ", alike.Select(s => s.Path.Length == 0 ? "The manifest" : $"`{s.Path}`"))}\n\n{alike.Key}");
        return page.ToString();
    }

    /// <summary>Fields by path, e.g. <c>compress.prune.balance</c>; the name of a target is <c>NAME</c>. A target's overrides are not listed.</summary>
    public static IEnumerable<string> Fields(JsonObject section, string path = "")
    {
        foreach (var (name, field) in Properties(section))
        {
            var full = Join(path, name);
            yield return full;
            if (full != Overrides && Section(field) is { } inner)
            {
                foreach (var below in Fields(inner, full == "targets" ? "targets.NAME" : full))
                    yield return below;
            }
        }
    }

    private static void Collect(JsonObject section, string path, List<(string Path, string Table)> sections)
    {
        var table = new StringBuilder("| field | meaning | value | default |\n|---|---|---|---|\n");
        var required = section["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        foreach (var (name, field) in Properties(section))
            table.Append(CultureInfo.InvariantCulture, $"| `{name}` | {(string)field["description"]!} | {Form(field)} | {Default(field, required.Contains(name))} |\n");
        sections.Add((path, table.ToString()));
        foreach (var (name, field) in Properties(section))
        {
            var full = Join(path, name);
            if (full != Overrides && Section(field) is { } inner)
                Collect(inner, full == "targets" ? "targets.NAME" : full, sections);
        }
    }

    private static IEnumerable<(string Name, JsonObject Field)> Properties(JsonObject section) =>
        section["properties"]!.AsObject().Select(p => (p.Key, p.Value!.AsObject()));

    private static JsonObject? Section(JsonObject field) =>
        field.ContainsKey("properties") ? field : field["additionalProperties"] as JsonObject;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Form(JsonObject schema)
    {
        if (schema["anyOf"] is JsonArray forms)
            return string.Join(", or ", forms.Select(f => Form(f!.AsObject())));
        if (schema["const"] is { } constant)
            return $"`{constant.ToJsonString(Plain)}`";
        if (schema["enum"] is JsonArray choices)
            return string.Join(", ", choices.Select(c => $"`{c!.ToJsonString(Plain)}`"));
        if (schema["type"] is JsonArray)
            return "section or `null`";
        return (string)schema["type"]! switch
        {
            "integer" => "whole number" + Range(schema),
            "number" => "number" + Range(schema),
            "boolean" => "`true`, `false`",
            "array" => "a list of them", // Beside its item, which stands alone too.
            "object" => schema.ContainsKey("properties") ? "section" : "section per target",
            _ when (string?)schema["pattern"] is { } pattern => Text(pattern),
            _ => "text",
        };
    }

    private static string Range(JsonObject schema)
    {
        var lower = schema["minimum"] is { } min ? $"at least {min}" : schema["exclusiveMinimum"] is { } above ? $"above {above}" : null;
        var upper = schema["maximum"] is { } max ? $"at most {max}" : null;
        var bounds = string.Join(", ", new[] { lower, upper }.OfType<string>());
        return bounds.Length == 0 ? "" : $", {bounds}";
    }

    private static string Text(string pattern)
    {
        if (pattern.Contains("://", StringComparison.Ordinal))
            return "`\"local\"`, or an address in quotes: `\"https://pi4.local:5127\"`";
        if (pattern.Contains('/', StringComparison.Ordinal))
            return "fraction in quotes: `\"1/255\"`";
        var units = Regex.Match(pattern, @"\(([^()]+)\)\$$").Groups[1].Value.Split('|');
        return $"number and unit in quotes: {string.Join(", ", units.Select(u => $"`{u}`"))}";
    }

    private static string Default(JsonObject field, bool required)
    {
        if (required)
            return "required";
        if (field["default"] is not { } value)
            return field["type"] is JsonArray ? "`null`" : "";
        return value is JsonValue number && number.TryGetValue<double>(out var scale) && scale == 1.0 / 255 ? "`\"1/255\"`" : $"`{value.ToJsonString(Plain)}`";
    }
}
