using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A value, or <c>"auto"</c> (null here) for one that depends on other settings.</summary>
/// <param name="shape">Shape of the value.</param>
internal sealed class AutoShape<T>(Shape<T> shape) : Shape<T?>
    where T : struct
{
    private const string Auto = "auto";

    public override T? Read(ManifestNode node, T? current, ReadContext context) =>
        node is ManifestNode.Text { Value: Auto } ? null : shape.Read(node, current ?? default, context);

    public override JsonObject Schema(T? current)
    {
        var schema = shape.Schema(current ?? default);
        var fallback = schema["default"]?.DeepClone();
        schema.Remove("default");
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Auto }, schema),
            ["default"] = current is null ? Auto : fallback,
        };
    }
}
