using System.Globalization;
using System.Text.Json.Nodes;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Syntax;
using BuildCompress.Core.Units;

namespace BuildCompress.Core.Manifests.Shapes;

/// <summary>
/// A budget of one kind: a share of the original (<c>"50%"</c>), a quantity with a unit (<c>"20 M"</c>, <c>"120 KiB"</c>), or a plain
/// whole number. Fractions of the smallest unit are dropped: a limit rounds down.
/// </summary>
internal sealed class BudgetShape(BudgetKind kind, IReadOnlyList<(string Name, long Factor)> units, string example) : Shape<Budget?>
{
    public override Budget? Read(ManifestNode node, Budget? current, ReadContext context) =>
        ReadAmount(node, context) is { } amount ? new Budget(kind, amount, node.Span) : current;

    public override JsonObject Schema(Budget? current) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            new JsonObject { ["type"] = "string", ["pattern"] = WrittenQuantity.PatternFor([.. units.Select(u => u.Name), "%"]) }),
    };

    private BudgetAmount? ReadAmount(ManifestNode node, ReadContext context)
    {
        var quantity = new WrittenQuantity(0, "");
        var wellFormed = node switch
        {
            ManifestNode.Number number => long.TryParse(number.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                && Set(new(whole, ""), out quantity),
            ManifestNode.Text text => WrittenQuantity.TryParse(text.Value, out quantity) && quantity.Unit.Length > 0,
            _ => false,
        };
        if (!wellFormed)
        {
            context.Report(DiagnosticCatalog.MalformedQuantity, node.Span, $"Expected a quantity, found {node.Noun}.", Grammar);
            return null;
        }

        if (quantity.Unit == "%")
            return InRange(node, context, quantity.Number is > 0 and <= 100, "above 0% and at most 100%") ? new BudgetAmount.Relative(quantity.Number / 100) : null;

        var factor = quantity.Unit.Length == 0 ? 1 : units.FirstOrDefault(u => u.Name == quantity.Unit).Factor;
        if (factor == 0)
        {
            var hint = Spelling.Nearest(quantity.Unit, units.Select(u => u.Name)) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
            context.Report(DiagnosticCatalog.MalformedQuantity, node.Span, $"\"{quantity.Unit}\" is not a unit of {FieldName}.", hint + Grammar);
            return null;
        }

        var value = quantity.Number * factor;
        return InRange(node, context, value is >= 1 and <= long.MaxValue, "at least 1 and below 2^63") ? new BudgetAmount.Absolute((long)value) : null;
    }

    private string FieldName => kind.ToString().ToLowerInvariant();

    private string Grammar =>
        $"Write a share such as \"50%\", a number with one of the units {string.Join(", ", units.Select(u => u.Name))} such as \"{example}\", or a whole number.";

    private static bool Set(WrittenQuantity value, out WrittenQuantity quantity)
    {
        quantity = value;
        return true;
    }

    private static bool InRange(ManifestNode node, ReadContext context, bool inRange, string range)
    {
        if (!inRange)
            context.Report(DiagnosticCatalog.ValueOutOfRange, node.Span, $"The budget is not {range}.", "Choose a budget in that range.");
        return inRange;
    }
}
