using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary><c>targets</c>: an object from target name to target.</summary>
/// <param name="compress">What all targets start from.</param>
internal sealed partial class TargetsShape(CompressSettings compress) : Shape<IReadOnlyList<Target>>
{
    private const string NamePattern = "[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?";

    public override IReadOnlyList<Target> Read(ManifestNode node, IReadOnlyList<Target> current, ReadContext context)
    {
        if (node is not ManifestNode.Section section)
        {
            context.WrongType(node, "an object from target name to target");
            return current;
        }

        if (section.Fields.Count == 0)
            context.Report(DiagnosticCatalog.MissingField, node.Span, "There is no target.", "Add one: \"edge\": { \"budget\": { \"macs\": \"50%\" } }.");
        var names = new Dictionary<string, SourceSpan>(StringComparer.OrdinalIgnoreCase);
        var targets = new List<Target>();
        foreach (var field in section.Fields)
        {
            CheckName(field, names, context);
            targets.Add(TargetLayout.Target.Read(field.Value, Blank(field.Name, field.Span), context));
        }

        return targets;
    }

    public override JsonObject Schema(IReadOnlyList<Target> current) => new()
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["propertyNames"] = new JsonObject { ["pattern"] = $"^{NamePattern}$" },
        ["additionalProperties"] = TargetLayout.Target.Schema(Blank("", new SourceSpan(""))),
    };

    private Target Blank(string name, SourceSpan span) => new(new Located<string>(name, span), [], null, 1, compress);

    private static void CheckName(ManifestField field, Dictionary<string, SourceSpan> names, ReadContext context)
    {
        if (!Name().IsMatch(field.Name) || DeviceName().IsMatch(field.Name))
        {
            context.Report(
                DiagnosticCatalog.InvalidTargetName, field.Span, $"\"{field.Name}\" cannot be a target's name: it becomes a folder's name.",
                "Use 1 to 64 letters, digits, '.', '_' and '-', starting with a letter or digit and not ending with '.'.");
        }
        else if (!names.TryAdd(field.Name, field.Span))
        {
            context.Report(
                DiagnosticCatalog.DuplicateTarget, field.Span, $"Line {names[field.Name].Line} already has the target \"{field.Name}\" (case does not count).",
                "Rename or remove one of them.");
        }
    }

    [GeneratedRegex($@"\A{NamePattern}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Names that Windows keeps for devices, with any extension.</summary>
    [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DeviceName();
}
