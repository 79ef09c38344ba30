using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A list of at least one; a single item may stand without brackets.</summary>
/// <param name="item">Shape of an item.</param>
/// <param name="blank">What an item that cannot be read becomes.</param>
internal sealed class ListShape<T>(Shape<T> item, T blank) : Shape<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ManifestNode node, IReadOnlyList<T> current, ReadContext context)
    {
        if (node is not ManifestNode.List list)
            return [item.Read(node, blank, context)];
        if (list.Items.Count == 0)
            context.Report(DiagnosticCatalog.ValueOutOfRange, node.Span, "The list is empty.", "Give at least one item.");
        return [.. list.Items.Select(i => item.Read(i, blank, context))];
    }

    public override JsonObject Schema(IReadOnlyList<T> current)
    {
        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                ItemSchema(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = ItemSchema() }),
        };
        if (current.Count > 0)
            schema["default"] = new JsonArray([.. current.Select(c => item.Schema(c)["default"]?.DeepClone())]);
        return schema;
    }

    private JsonObject ItemSchema()
    {
        var schema = item.Schema(blank);
        schema.Remove("default");
        return schema;
    }
}
