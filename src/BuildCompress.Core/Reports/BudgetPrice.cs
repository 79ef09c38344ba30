namespace BuildCompress.Core.Reports;

/// <summary>What the choice of channels made of a budget, and what more of it would buy.</summary>
/// <param name="Kind">As in <see cref="BudgetReport"/>.</param>
/// <param name="Limit">Largest allowed value.</param>
/// <param name="Value">Counted from the model cut to the chosen channels, in the form it will be emitted in.</param>
/// <param name="Binds">Whether this limit keeps the selection from being better.</param>
/// <param name="Multiplier">
/// About how much objective one more unit (MAC, parameter, byte, nanosecond) would buy: importance, or the sum over layers of the log of their retained shares
/// when the selection is balanced. Not negative; zero for a budget that does not bind.
/// </param>
/// <param name="OnePercentBuys">
/// What a limit 1 % higher would buy, relative: of the kept importance, or of the geometric mean of the layers' retained shares when balanced.
/// </param>
public sealed record BudgetPrice(string Kind, long Limit, long Value, bool Binds, double Multiplier, double OnePercentBuys);
