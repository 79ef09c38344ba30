using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary><c>$schema</c>: for editors; we do not follow it.</summary>
internal sealed class SchemaLinkShape : Shape<string>
{
    public override string Read(ManifestNode node, string current, ReadContext context)
    {
        if (node is not ManifestNode.Text)
            context.WrongType(node, "the address of a JSON schema");
        return current;
    }

    public override JsonObject Schema(string current) => new() { ["type"] = "string" };
}
