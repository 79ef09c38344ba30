using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A positive factor: a number, or a fraction as text, e.g. <c>"1/255"</c>.</summary>
internal sealed partial class FactorShape : Shape<double>
{
    private const string Pattern = @"([0-9]{1,15}(?:\.[0-9]{1,15})?)/([0-9]{1,15}(?:\.[0-9]{1,15})?)";

    public override double Read(ManifestNode node, double current, ReadContext context)
    {
        double value;
        switch (node)
        {
            case ManifestNode.Number number:
                value = double.Parse(number.Raw, NumberStyles.Float, CultureInfo.InvariantCulture);
                break;
            case ManifestNode.Text text when Fraction().Match(text.Value) is { Success: true } match:
                value = Part(match.Groups[1]) / Part(match.Groups[2]);
                break;
            default:
                context.WrongType(node, "a number or a fraction such as \"1/255\"");
                return current;
        }

        if (double.IsFinite(value) && value > 0)
            return value;
        context.Report(DiagnosticCatalog.ValueOutOfRange, node.Span, "The factor is not positive and finite.", "Write e.g. \"1/255\" or 1.");
        return current;
    }

    public override JsonObject Schema(double current) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 }, new JsonObject { ["type"] = "string", ["pattern"] = $"^{Pattern}$" }),
        ["default"] = current,
    };

    private static double Part(Group group) => double.Parse(group.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex($@"\A{Pattern}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();
}
