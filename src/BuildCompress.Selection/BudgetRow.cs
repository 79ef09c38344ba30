namespace BuildCompress.Selection;

/// <summary>
/// A hard limit on counts (METHODS 1.3 generalised): <c>Constant + sum_g Linear_g |r_g| + sum_ab Bilinear_ab |r_a||r_b| &lt;= Limit</c>, in whole
/// numbers of the budget's unit.
/// </summary>
/// <param name="Name">For people, e.g. <c>macs</c>.</param>
/// <param name="Limit">Largest allowed value.</param>
/// <param name="Constant">What no selection can save.</param>
/// <param name="Linear">Cost of one channel of a group.</param>
/// <param name="Bilinear">Cost of one pair of channels of two groups (possibly the same group).</param>
public sealed record BudgetRow(
    string Name, long Limit, long Constant, IReadOnlyList<LinearCost> Linear, IReadOnlyList<BilinearCost> Bilinear)
{
    /// <summary>
    /// Units of this row in one unit of the budget, at least 1: 8 for a row in bits of a budget in bytes. Values and limit of the row are in its own
    /// units; <see cref="BudgetUse"/> and <see cref="BudgetReach"/> speak the budget's.
    /// </summary>
    public long Scale { get; init; } = 1;

    /// <summary>A value of this row in the budget's units, rounded up.</summary>
    public long InBudgetUnits(long value) => value / Scale + (value % Scale > 0 ? 1 : 0);

    /// <summary>The row's value when <c>counts[g]</c> channels of each group are kept.</summary>
    public long Value(ReadOnlySpan<int> counts)
    {
        var value = Constant;
        foreach (var (group, cost) in Linear)
            value += cost * counts[group];
        foreach (var (a, b, cost) in Bilinear)
            value += cost * counts[a] * counts[b];
        return value;
    }
}

/// <summary>Cost of each kept channel of <paramref name="Group"/>, nonnegative.</summary>
public readonly record struct LinearCost(int Group, long Cost);

/// <summary>Cost of each kept pair of channels of <paramref name="A"/> and <paramref name="B"/>, nonnegative.</summary>
public readonly record struct BilinearCost(int A, int B, long Cost);
