using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>true or false.</summary>
internal sealed class FlagShape : Shape<bool>
{
    public override bool Read(ManifestNode node, bool current, ReadContext context)
    {
        if (node is ManifestNode.Flag flag)
            return flag.Value;
        context.WrongType(node, "true or false");
        return current;
    }

    public override JsonObject Schema(bool current) => new() { ["type"] = "boolean", ["default"] = current };
}
