using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A section that may be absent: null switches it off, an object switches it on.</summary>
/// <param name="shape">Shape of the section.</param>
/// <param name="defaults">Values of the fields left out, where the section was off before.</param>
internal sealed class OptionalShape<T>(Shape<T> shape, T defaults) : Shape<T?>
    where T : class
{
    public override T? Read(ManifestNode node, T? current, ReadContext context) =>
        node is ManifestNode.Null ? null : shape.Read(node, current ?? defaults, context);

    public override JsonObject Schema(T? current)
    {
        var schema = shape.Schema(current ?? defaults);
        schema["type"] = new JsonArray("object", "null");
        return schema;
    }
}
