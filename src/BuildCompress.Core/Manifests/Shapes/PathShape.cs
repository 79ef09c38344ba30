using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A path, normally of something that exists, relative to the manifest's folder; read as a full path.</summary>
internal sealed class PathShape : Shape<Located<string>>
{
    public override Located<string> Read(ManifestNode node, Located<string> current, ReadContext context)
    {
        if (node is not ManifestNode.Text { Value: var path } || path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            context.WrongType(node, "a path");
            return current;
        }

        var full = Path.GetFullPath(path, context.Folder);
        if (context.FilesMustExist && !Path.Exists(full))
        {
            context.Report(
                DiagnosticCatalog.FileMissing, node.Span, $"\"{path}\" does not exist ({full}).", "Correct the path; it starts at the manifest's folder.");
        }

        return new Located<string>(full, node.Span);
    }

    public override JsonObject Schema(Located<string> current) => new() { ["type"] = "string", ["minLength"] = 1 };
}
