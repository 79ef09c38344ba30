using System.Globalization;
using System.Text.RegularExpressions;

namespace BuildCompress.Core.Units;

/// <summary>
/// A number with a unit as people write it: digits, at most one decimal point with digits on both sides, at most one space, a unit.
/// No sign, exponent or separator; the case of the unit counts (<c>M</c> is a million, <c>m</c> is nothing).
/// </summary>
/// <param name="Number">Not negative.</param>
/// <param name="Unit">As written; empty for none.</param>
public readonly partial record struct WrittenQuantity(decimal Number, string Unit)
{
    private const string NumberPattern = @"[0-9]{1,15}(\.[0-9]{1,9})?";

    public static bool TryParse(string text, out WrittenQuantity quantity)
    {
        var match = Grammar().Match(text);
        quantity = match.Success
            ? new(decimal.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), match.Groups["unit"].Value)
            : default;
        return match.Success;
    }

    /// <summary>The regular expression of quantities in one of <paramref name="units"/>, in the form a JSON schema takes.</summary>
    public static string PatternFor(IEnumerable<string> units) => $"^{NumberPattern} ?({string.Join('|', units)})$";

    [GeneratedRegex($@"\A(?<number>{NumberPattern}) ?(?<unit>[A-Za-z%]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
