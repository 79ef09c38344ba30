using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>An object with known fields. Fields left out keep their current value, so a section with overrides reads like any other.</summary>
/// <param name="name">What its users call it, for messages.</param>
internal sealed class SectionShape<T>(string name) : Shape<T>
{
    private readonly List<Field<T>> fields = [];

    private Action<T, ManifestNode.Section, ReadContext>? check;

    /// <summary>Adds a field. Fields are read in the order added, wherever they stand in the text.</summary>
    public SectionShape<T> Field<TValue>(
        string field, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set, string description, bool required = false) =>
        Field(field, _ => shape, get, set, description, required);

    /// <summary>Adds a field whose shape depends on fields added before.</summary>
    public SectionShape<T> Field<TValue>(
        string field, Func<T, Shape<TValue>> shape, Func<T, TValue> get, Func<T, TValue, T> set, string description, bool required = false)
    {
        fields.Add(new Field<T>.Of<TValue>(field, description, required, shape, get, set));
        return this;
    }

    /// <summary>Sets what must hold between the fields, checked when each of them on its own is right.</summary>
    public SectionShape<T> Check(Action<T, ManifestNode.Section, ReadContext> rule)
    {
        check = rule;
        return this;
    }

    public override T Read(ManifestNode node, T current, ReadContext context)
    {
        if (node is not ManifestNode.Section section)
        {
            context.WrongType(node, "an object { … }");
            return current;
        }

        var errors = context.Errors.Count;
        ReportUnknownAndRepeated(section, context);
        foreach (var field in fields)
        {
            if (section.Find(field.Name) is { } written)
                current = field.Read(written.Value, current, context);
            else if (field.Required)
                ReportMissing(field, section, context);
        }

        if (context.Errors.Count == errors)
            check?.Invoke(current, section, context);
        return current;
    }

    public override JsonObject Schema(T current)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject([.. fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Schema(current)))]),
        };
        if (fields.Exists(f => f.Required))
            schema["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]);
        return schema;
    }

    private void ReportUnknownAndRepeated(ManifestNode.Section section, ReadContext context)
    {
        foreach (var written in section.Fields)
        {
            if (!fields.Exists(f => f.Name == written.Name))
            {
                var nearest = Spelling.Nearest(written.Name, fields.Select(f => f.Name).Where(f => section.Find(f) is null));
                var hint = nearest is null ? "" : $"Did you mean \"{nearest}\"? ";
                context.Report(
                    DiagnosticCatalog.UnknownField, written.Span, $"{name} has no field \"{written.Name}\".",
                    $"{hint}Its fields are {string.Join(", ", fields.Select(f => f.Name))}.");
            }
            else if (section.Find(written.Name) is { } first && !ReferenceEquals(first, written))
            {
                context.Report(
                    DiagnosticCatalog.DuplicateField, written.Span, $"\"{written.Name}\" was already given in line {first.Span.Line}.", "Remove one of them.");
            }
        }
    }

    private void ReportMissing(Field<T> field, ManifestNode.Section section, ReadContext context) => context.Report(
        DiagnosticCatalog.MissingField, section.Span, $"{name} lacks the field \"{field.Name}\".", $"Add it: {field.Description}");
}
