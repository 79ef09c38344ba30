using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A section whose fields default to what was said elsewhere, so that its schema states no defaults.</summary>
internal sealed class OverridesShape<T>(Shape<T> shape) : Shape<T>
{
    public override T Read(ManifestNode node, T current, ReadContext context) => shape.Read(node, current, context);

    public override JsonObject Schema(T current)
    {
        var schema = shape.Schema(current);
        RemoveDefaults(schema);
        return schema;
    }

    private static void RemoveDefaults(JsonObject section)
    {
        section.Remove("default");
        if (section["properties"] is JsonObject properties)
        {
            foreach (var (_, property) in properties)
                RemoveDefaults((JsonObject)property!);
        }
    }
}
