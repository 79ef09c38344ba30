using System.Text.Json.Nodes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>The path of a recording, which may be made later; relative to the manifest's folder, read as a full path.</summary>
internal sealed class RecordingShape : Shape<Located<string>?>
{
    public override Located<string>? Read(ManifestNode node, Located<string>? current, ReadContext context)
    {
        if (node is ManifestNode.Text { Value: { Length: > 0 } path } && !path.Contains('\0', StringComparison.Ordinal))
            return new Located<string>(Path.GetFullPath(path, context.Folder), node.Span);
        context.WrongType(node, "a path");
        return current;
    }

    public override JsonObject Schema(Located<string>? current) => new() { ["type"] = "string", ["minLength"] = 1 };
}
