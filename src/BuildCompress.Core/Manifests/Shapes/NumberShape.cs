using System.Globalization;
using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>A finite number within bounds, both allowed unless <paramref name="aboveMin"/> excludes the lower.</summary>
internal sealed class NumberShape(double min, double max, bool aboveMin = false) : Shape<double>
{
    public override double Read(ManifestNode node, double current, ReadContext context)
    {
        if (node is not ManifestNode.Number number)
        {
            context.WrongType(node, "a number");
            return current;
        }

        var value = double.Parse(number.Raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(value) && value <= max && (aboveMin ? value > min : value >= min))
            return value;
        context.Report(DiagnosticCatalog.ValueOutOfRange, node.Span, $"{number.Raw} is not {Range}.", "Choose a number in that range.");
        return current;
    }

    public override JsonObject Schema(double current)
    {
        var schema = new JsonObject { ["type"] = "number" };
        if (double.IsFinite(min))
            schema[aboveMin ? "exclusiveMinimum" : "minimum"] = min;
        if (double.IsFinite(max))
            schema["maximum"] = max;
        schema["default"] = current;
        return schema;
    }

    private string Range
    {
        get
        {
            var lower = double.IsFinite(min) ? string.Create(CultureInfo.InvariantCulture, $"{(aboveMin ? "above" : "at least")} {min}") : "finite";
            return double.IsFinite(max) ? string.Create(CultureInfo.InvariantCulture, $"{lower} and at most {max}") : lower;
        }
    }
}
