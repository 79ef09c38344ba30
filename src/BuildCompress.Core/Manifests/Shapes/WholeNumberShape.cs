using System.Globalization;
using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A whole number within bounds, both allowed; written without fraction and exponent.</summary>
internal sealed class WholeNumberShape(int min, int max) : Shape<int>
{
    public override int Read(ManifestNode node, int current, ReadContext context)
    {
        if (node is not ManifestNode.Number number)
        {
            context.WrongType(node, "a whole number");
            return current;
        }

        if (int.TryParse(number.Raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        context.Report(
            DiagnosticCatalog.ValueOutOfRange, node.Span, $"{number.Raw} is not a whole number from {min} to {max}.", "Choose a number in that range.");
        return current;
    }

    public override JsonObject Schema(int current)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = min };
        if (max != int.MaxValue)
            schema["maximum"] = max;
        schema["default"] = current;
        return schema;
    }
}
