using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>What measures: <c>local</c> or the address of an agent.</summary>
internal sealed class AgentShape : Shape<string>
{
    public override string Read(ManifestNode node, string current, ReadContext context)
    {
        if (node is not ManifestNode.Text { Value: var text })
        {
            context.WrongType(node, "\"local\" or the address of an agent");
            return current;
        }

        if (text == Target.LocalAgent || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            return text;
        context.Report(
            DiagnosticCatalog.UnknownChoice, node.Span, $"\"{text}\" is no agent.", "Write \"local\" for this machine, or an address such as \"https://pi4.local:5127\".");
        return current;
    }

    public override JsonObject Schema(string current) => new() { ["type"] = "string", ["pattern"] = "^(local|https?://.+)$", ["default"] = current };
}
