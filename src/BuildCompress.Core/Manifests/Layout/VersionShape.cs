using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary>The manifest's version; this code reads <see cref="Current"/>.</summary>
internal sealed class VersionShape : Shape<int>
{
    public const int Current = 1;

    public override int Read(ManifestNode node, int current, ReadContext context)
    {
        if (node is not ManifestNode.Number { Raw: "1" })
        {
            context.Report(
                DiagnosticCatalog.UnsupportedVersion, node.Span, $"Expected manifest version {Current}, found {node.Noun}.",
                $"Write {Current}, or use the version of BuildCompress that the manifest was written for.");
        }

        return Current;
    }

    public override JsonObject Schema(int current) => new() { ["const"] = Current };
}
