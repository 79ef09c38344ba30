using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>One of an enumeration's members by name: the one its attribute gives, else its own in kebab case.</summary>
internal sealed class ChoiceShape<T> : Shape<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    private static readonly string[] Names = [.. Values.Select(Name)];

    public override T Read(ManifestNode node, T current, ReadContext context)
    {
        if (node is not ManifestNode.Text text)
        {
            context.WrongType(node, $"one of {string.Join(", ", Names.Select(n => $"\"{n}\""))}");
            return current;
        }

        var index = Array.IndexOf(Names, text.Value);
        if (index >= 0)
            return Values[index];
        var hint = Spelling.Nearest(text.Value, Names) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
        context.Report(
            DiagnosticCatalog.UnknownChoice, node.Span, $"\"{text.Value}\" is not known here.", $"{hint}Known are {string.Join(", ", Names)}.");
        return current;
    }

    public override JsonObject Schema(T current) =>
        new() { ["enum"] = new JsonArray([.. Names.Select(n => (JsonNode)n)]), ["default"] = Name(current) };

    private static string Name(T value) =>
        typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
