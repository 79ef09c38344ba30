using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;
using BuildCompress.Core.Units;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A percentage as text, <c>"0%"</c> to <c>"100%"</c>, read as a fraction. A bare number would leave open whether 2 is 2 % or 200 %.</summary>
internal sealed class PercentShape : Shape<Located<double>?>
{
    public override Located<double>? Read(ManifestNode node, Located<double>? current, ReadContext context)
    {
        if (node is not ManifestNode.Text text || !WrittenQuantity.TryParse(text.Value, out var quantity) || quantity.Unit != "%")
            context.WrongType(node, "a percentage such as \"2%\"");
        else if (quantity.Number > 100)
            context.Report(DiagnosticCatalog.ValueOutOfRange, node.Span, $"{text.Value} is more than 100%.", "Choose a percentage from 0% to 100%.");
        else
            return new Located<double>((double)(quantity.Number / 100), node.Span);
        return current;
    }

    public override JsonObject Schema(Located<double>? current) =>
        new() { ["type"] = "string", ["pattern"] = WrittenQuantity.PatternFor(["%"]) };
}
